"""
MTCNN in PyTorch, after facenet-pytorch's `detect_face.py` (MIT), which is no package here: its pyramid sizes int(h * s + 1), area
interpolation, and suppression in one go over levels. Weights are facekit's bundled ones, the same as facenet-pytorch's.
"""

import numpy as np
import torch
import torch.nn.functional as F
from peer import read_pixels, read_safetensors, read_task, serve

MIN_FACE, FACTOR, THRESHOLDS = 20, 0.709, (0.6, 0.7, 0.7)


class Networks:
    """The three networks, with FaceNet's layer names."""

    def __init__(self, weights):
        self.weights = {name: to_torch(tensor) for name, tensor in weights.items()}

    def pnet(self, x):
        x = F.max_pool2d(self.conv(x, "pnet", 1), 2, 2, ceil_mode=True)
        x = self.conv(self.conv(x, "pnet", 2), "pnet", 3)
        probabilities = F.softmax(F.conv2d(x, *self.parameters("pnet/conv4-1")), 1)
        return F.conv2d(x, *self.parameters("pnet/conv4-2")), probabilities[:, 1]

    def rnet(self, x):
        x = F.max_pool2d(self.conv(x, "rnet", 1), 3, 2, ceil_mode=True)
        x = F.max_pool2d(self.conv(x, "rnet", 2), 3, 2, ceil_mode=True)
        x = self.dense(self.conv(x, "rnet", 3), "rnet", 4)
        return self.heads(x, "rnet/conv5", 2)

    def onet(self, x):
        x = F.max_pool2d(self.conv(x, "onet", 1), 3, 2, ceil_mode=True)
        x = F.max_pool2d(self.conv(x, "onet", 2), 3, 2, ceil_mode=True)
        x = F.max_pool2d(self.conv(x, "onet", 3), 2, 2, ceil_mode=True)
        x = self.dense(self.conv(x, "onet", 4), "onet", 5)
        return self.heads(x, "onet/conv6", 3)

    def conv(self, x, net, n):
        return F.prelu(F.conv2d(x, *self.parameters(f"{net}/conv{n}")), self.weights[f"{net}/prelu{n}/alpha"])

    def dense(self, x, net, n):
        flat = x.permute(0, 3, 2, 1).flatten(1)
        return F.prelu(F.linear(flat, *self.parameters(f"{net}/conv{n}")), self.weights[f"{net}/prelu{n}/alpha"])

    def heads(self, x, name, count):
        logits, *others = [F.linear(x, *self.parameters(f"{name}-{n + 1}")) for n in range(count)]
        return F.softmax(logits, 1)[:, 1], *others

    def parameters(self, name):
        return self.weights[f"{name}/weights"], self.weights[f"{name}/biases"]


def to_torch(tensor):
    """(w, h, in, out), as FaceNet sees images transposed, to (out, in, h, w); (in, out) to (out, in)."""
    axes = {4: (3, 2, 1, 0), 2: (1, 0), 1: (0,)}[tensor.ndim]
    return torch.from_numpy(tensor.transpose(axes).copy())


def detect(image, networks):
    """Faces of one image, float (1, 3, h, w), as rows x1, y1, x2, y2, score."""
    boxes = propose(image, networks)
    if len(boxes):
        boxes = refine(image, boxes, networks)
    return output(image, boxes, networks) if len(boxes) else boxes


def propose(image, networks):
    height, width = image.shape[2:]
    found = []
    for scale in scales(min(height, width)):
        size = (int(height * scale + 1), int(width * scale + 1))
        regression, probabilities = networks.pnet(standardise(F.interpolate(image, size, mode="area")))
        boxes = candidates(regression[0], probabilities[0], scale)
        found.append(boxes[suppress(boxes[:, :4], boxes[:, 4], 0.5)])
    boxes = torch.cat(found)
    boxes = boxes[suppress(boxes[:, :4], boxes[:, 4], 0.7)]
    sides = boxes[:, 2:4] - boxes[:, :2]
    corners = boxes[:, :4] + boxes[:, 5:] * sides.repeat(1, 2)
    return inside(square(torch.cat([corners, boxes[:, 4:5]], 1)), image)


def refine(image, boxes, networks):
    scores, regression = networks.rnet(patches(image, boxes, 24))
    passed = scores > THRESHOLDS[1]
    boxes, regression = with_scores(boxes, scores)[passed], regression[passed]
    kept = suppress(boxes[:, :4], boxes[:, 4], 0.7)
    return inside(square(calibrate(boxes[kept], regression[kept])), image)


def output(image, boxes, networks):
    scores, regression, _landmarks = networks.onet(patches(image, boxes, 48))
    passed = scores > THRESHOLDS[2]
    boxes = calibrate(with_scores(boxes, scores)[passed], regression[passed])
    return boxes[suppress(boxes[:, :4], boxes[:, 4], 0.7, smaller=True)]


def scales(shorter):
    scale = 12 / MIN_FACE
    while shorter * scale >= 12:
        yield scale
        scale *= FACTOR


def standardise(x):
    return (x - 127.5) * 0.0078125


def candidates(regression, probabilities, scale):
    """Rows x1, y1, x2, y2, score, regression for each cell that passes."""
    cells = (probabilities >= THRESHOLDS[0]).nonzero()
    corner = cells.flip(1).float() * 2 + 1
    low, high = (corner / scale).floor(), ((corner + 11) / scale).floor()
    rows, columns = cells[:, 0], cells[:, 1]
    return torch.cat([low, high, probabilities[rows, columns, None], regression[:, rows, columns].T], 1)


def patches(image, boxes, side):
    """The part of each box that lies in the image, resized."""
    height, width = image.shape[2:]
    cut = []
    for x1, y1, x2, y2 in boxes[:, :4].trunc().int().tolist():
        x1, y1, x2, y2 = max(x1, 1), max(y1, 1), min(x2, width), min(y2, height)
        cut.append(F.interpolate(image[:, :, y1 - 1 : y2, x1 - 1 : x2], (side, side), mode="area"))
    return standardise(torch.cat(cut))


def inside(boxes, image):
    """Boxes with at least a pixel in the image."""
    height, width = image.shape[2:]
    x1, y1, x2, y2 = boxes[:, :4].trunc().T
    wide = x2.clamp(max=width) >= x1.clamp(min=1)
    return boxes[wide & (y2.clamp(max=height) >= y1.clamp(min=1))]


def with_scores(boxes, scores):
    return torch.cat([boxes[:, :4], scores[:, None]], 1)


def calibrate(boxes, regression):
    sides = boxes[:, 2:4] - boxes[:, :2] + 1
    return torch.cat([boxes[:, :4] + regression * sides.repeat(1, 2), boxes[:, 4:5]], 1)


def square(boxes):
    sides = boxes[:, 2:4] - boxes[:, :2]
    longer = sides.amax(1, keepdim=True)
    low = boxes[:, :2] + sides / 2 - longer / 2
    return torch.cat([low, low + longer, boxes[:, 4:]], 1)


def suppress(boxes, scores, limit, smaller=False):
    """Indices that non-maximum suppression keeps, the highest score first. `smaller`: over the smaller area, not the union."""
    x1, y1, x2, y2 = boxes.numpy().T
    areas = (x2 - x1) * (y2 - y1)
    order = np.argsort(-scores.numpy(), kind="stable")
    kept = []
    while len(order):
        best, others = order[0], order[1:]
        kept.append(best)
        wide = np.minimum(x2[best], x2[others]) - np.maximum(x1[best], x1[others])
        high = np.minimum(y2[best], y2[others]) - np.maximum(y1[best], y1[others])
        overlap = np.maximum(wide, 0) * np.maximum(high, 0)
        least = np.minimum(areas[best], areas[others]) if smaller else areas[best] + areas[others] - overlap
        order = others[overlap <= limit * least]
    return torch.as_tensor(np.array(kept, dtype=np.int64))


def main():
    task = read_task()
    torch.set_num_threads(task["threads"])
    networks = Networks(read_safetensors(task["weights"]))
    images = torch.from_numpy(read_pixels(task)).permute(0, 3, 1, 2)

    def work():
        with torch.inference_mode():
            return sum(len(detect(image[None].float(), networks)) for image in images)

    serve(work)


main()
