"""A network of MTCNN trained by PyTorch on the windows that bench/train-mtcnn.mjs has written: the twin that facekit's training is compared with.

Run by bench/train-mtcnn.mjs with its folder. Written from the paper and from what the ports do, not from facekit's code: same windows, batches of the
same size, as many steps, the same rates; random numbers of its own.
"""
import json
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

folder = sys.argv[1]
task = json.load(open(os.path.join(folder, "task.json")))
torch.set_num_threads(task["threads"])
torch.manual_seed(task["seed"])
draw = np.random.default_rng(task["seed"])
network, side, positives = task["network"], task["side"], task["positives"]


def read(group, what, dtype, *shape):
    return np.fromfile(os.path.join(folder, f"{group}-{what}.bin"), dtype).reshape(-1, *shape)


groups = {
    name: (read(name, "pixels", np.uint8, side, side, 3), read(name, "boxes", np.float32, 4), read(name, "points", np.float32, 5, 2))
    for name in task["ratio"]
}


class Net(nn.Module):
    """Zhang et al. 2016, figure 2, with the poolings of FaceNet's files: those of TensorFlow's SAME have a partial window at the end."""

    def __init__(self):
        super().__init__()
        widths, kernels, dense = {
            "pnet": ([3, 10, 16, 32], [3, 3, 3], None),
            "rnet": ([3, 28, 48, 64], [3, 3, 2], 128),
            "onet": ([3, 32, 64, 64, 128], [3, 3, 3, 2], 256),
        }[network]
        self.convs = nn.ModuleList(nn.Conv2d(a, b, k) for a, b, k in zip(widths, widths[1:], kernels))
        self.slopes = nn.ModuleList(nn.PReLU(b, 0.25) for b in widths[1:])
        self.dense = nn.Linear(9 * widths[-1], dense) if dense else None
        self.slope = nn.PReLU(dense, 0.25) if dense else None
        last = dense or widths[-1]
        self.heads = nn.ModuleList(nn.Linear(last, n) for n in ([2, 4, 10] if network == "onet" else [2, 4]))
        for layer in [*self.convs, *self.heads, *([self.dense] if dense else [])]:
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def pool(self, x, i):
        if network == "pnet":
            return F.max_pool2d(x, 2, 2) if i == 0 else x
        if i == 0:
            return F.max_pool2d(x, 3, 2, ceil_mode=True)
        if i == 1:
            return F.max_pool2d(x, 3, 2)
        return F.max_pool2d(x, 2, 2) if network == "onet" and i == 2 else x

    def forward(self, x):
        for i, (conv, slope) in enumerate(zip(self.convs, self.slopes)):
            x = self.pool(slope(conv(x)), i)
        x = x.permute(0, 2, 3, 1).flatten(1)
        if self.dense is not None:
            x = self.slope(self.dense(x))
        return [head(x) for head in self.heads]


def batch():
    images, boxes, points, kinds = [], [], [], []
    for name, share in task["ratio"].items():
        pixels, b, p = groups[name]
        at = draw.integers(0, len(pixels), share * positives)
        seen, b, p = pixels[at].copy(), b[at].copy(), p[at].copy()
        flipped = draw.random(len(at)) < 0.5
        seen[flipped] = seen[flipped][:, :, ::-1]
        b[flipped] = np.stack([1 - b[flipped][:, 2], b[flipped][:, 1], 1 - b[flipped][:, 0], b[flipped][:, 3]], 1)
        p[flipped] = (p[flipped] * [-1, 1] + [1, 0])[:, [1, 0, 2, 4, 3]]
        images.append(seen)
        boxes.append(b)
        points.append(p)
        kinds += [name] * len(at)
    # The P-Net's window counts from its second pixel.
    first = 1 / 12 if network == "pnet" else 0
    offsets = (np.concatenate(boxes) - [first, first, 1, 1]) / (1 - first)
    coordinates = np.concatenate(points).transpose(0, 2, 1).reshape(-1, 10)
    x = torch.from_numpy((np.concatenate(images).astype(np.float32) - 127.5) / 128).permute(0, 3, 1, 2).contiguous()
    return x, torch.from_numpy(offsets.astype(np.float32)), torch.from_numpy(coordinates.astype(np.float32)), np.array(kinds)


def loss_of(outputs, offsets, coordinates, kinds):
    judged = torch.from_numpy(np.isin(kinds, ["negative", "positive"]))
    losses = F.cross_entropy(outputs[0][judged], torch.from_numpy(kinds == "positive")[judged].long(), reduction="none")
    total = losses.topk(max(1, int(0.7 * len(losses)))).values.mean()
    shown = torch.from_numpy(np.isin(kinds, ["positive", "part"]))
    total = total + 0.5 * (outputs[1][shown] - offsets[shown]).pow(2).sum(1).mean()
    if network == "onet":
        known = torch.from_numpy(kinds == "landmark")
        total = total + (outputs[2][known] - coordinates[known]).pow(2).sum(1).mean()
    return total


net = Net()
decayed = [layer.weight for layer in net.modules() if isinstance(layer, (nn.Conv2d, nn.Linear))]
others = [p for p in net.parameters() if all(p is not d for d in decayed)]
optimiser = torch.optim.SGD(
    [{"params": decayed, "weight_decay": task["weightDecay"]}, {"params": others}], lr=task["rate"], momentum=0.9, nesterov=True
)
begin, best = time.process_time(), math.inf
for step in range(task["steps"]):
    start = time.perf_counter()
    for group in optimiser.param_groups:
        group["lr"] = task["rate"] * 0.1 ** (3 * step // task["steps"])
    x, offsets, coordinates, kinds = batch()
    optimiser.zero_grad(set_to_none=True)
    loss = loss_of(net(x), offsets, coordinates, kinds)
    loss.backward()
    optimiser.step()
    best = min(best, time.perf_counter() - start)
seconds = time.process_time() - begin

named = {}
for i, (conv, slope) in enumerate(zip(net.convs, net.slopes), 1):
    named[f"{network}/conv{i}"] = (conv.weight.permute(2, 3, 1, 0), conv.bias)
    named[f"{network}/prelu{i}"] = (slope.weight,)
n = len(net.convs)
if net.dense is not None:
    named[f"{network}/conv{n + 1}"] = (net.dense.weight.t(), net.dense.bias)
    named[f"{network}/prelu{n + 1}"] = (net.slope.weight,)
    for i, head in enumerate(net.heads, 1):
        named[f"{network}/conv{n + 2}-{i}"] = (head.weight.t(), head.bias)
else:
    weights, biases = torch.cat([h.weight for h in net.heads]), torch.cat([h.bias for h in net.heads])
    named["pnet/conv4"] = (weights.t()[None, None], biases)
index = []
with open(os.path.join(folder, "twin.bin"), "wb") as out:
    for layer, tensors in named.items():
        for kind, tensor in zip(["alpha"] if len(tensors) == 1 else ["weights", "biases"], tensors):
            array = np.ascontiguousarray(tensor.detach().numpy(), np.float32)
            out.write(array.tobytes())
            index.append({"name": f"{layer}/{kind}", "shape": list(array.shape)})
json.dump(index, open(os.path.join(folder, "twin.json"), "w"))
print(json.dumps({"cpuSeconds": seconds, "milliseconds": best * 1000, "loss": loss.item()}))
