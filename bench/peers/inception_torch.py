"""Inception-ResNet-v1 in PyTorch with facekit's weights (batch norm and residual scales folded in): the raw network."""

import torch
import torch.nn.functional as F
from peer import read_pixels, read_safetensors, read_task, serve


class InceptionResnetV1:
    """Figures 10-14 of Szegedy et al. 2016, as FaceNet has them. Layers have FaceNet's names below InceptionResnetV1."""

    def __init__(self, weights):
        self.weights = {name: to_torch(tensor) for name, tensor in weights.items()}

    def __call__(self, x):
        x = self.stem(x)
        for n in range(1, 6):
            x = F.relu(self.block(x, f"Repeat/block35_{n}", ["1x1"], ["0a_1x1", "0b_3x3"], ["0a_1x1", "0b_3x3", "0c_3x3"]))
        x = self.reduction_a(x, "Mixed_6a")
        for n in range(1, 11):
            x = F.relu(self.block(x, f"Repeat_1/block17_{n}", ["1x1"], ["0a_1x1", "0b_1x7", "0c_7x1"]))
        x = self.reduction_b(x, "Mixed_7a")
        for n in range(1, 6):
            x = F.relu(self.block(x, f"Repeat_2/block8_{n}", ["1x1"], ["0a_1x1", "0b_1x3", "0c_3x1"]))
        x = self.block(x, "Block8", ["1x1"], ["0a_1x1", "0b_1x3", "0c_3x1"])
        x = F.linear(x.mean((2, 3)), *self.parameters("Bottleneck"))
        return F.normalize(x)

    def stem(self, x):
        x = self.conv(x, "Conv2d_1a_3x3", stride=2)
        x = self.conv(x, "Conv2d_2a_3x3")
        x = self.conv(x, "Conv2d_2b_3x3", padding="same")
        x = F.max_pool2d(x, 3, 2)
        x = self.conv(x, "Conv2d_3b_1x1")
        x = self.conv(x, "Conv2d_4a_3x3")
        return self.conv(x, "Conv2d_4b_3x3", stride=2)

    def block(self, x, scope, *branches):
        mixed = torch.cat([self.chain(x, f"{scope}/Branch_{i}", names) for i, names in enumerate(branches)], 1)
        return x + F.conv2d(mixed, *self.parameters(f"{scope}/Conv2d_1x1"))

    def reduction_a(self, x, scope):
        branch0 = self.conv(x, f"{scope}/Branch_0/Conv2d_1a_3x3", stride=2)
        branch1 = self.chain(x, f"{scope}/Branch_1", ["0a_1x1", "0b_3x3"])
        branch1 = self.conv(branch1, f"{scope}/Branch_1/Conv2d_1a_3x3", stride=2)
        return torch.cat([branch0, branch1, F.max_pool2d(x, 3, 2)], 1)

    def reduction_b(self, x, scope):
        branches = []
        for i, names in enumerate([["0a_1x1"], ["0a_1x1"], ["0a_1x1", "0b_3x3"]]):
            branch = self.chain(x, f"{scope}/Branch_{i}", names)
            branches.append(self.conv(branch, f"{scope}/Branch_{i}/Conv2d_1a_3x3", stride=2))
        return torch.cat([*branches, F.max_pool2d(x, 3, 2)], 1)

    def chain(self, x, scope, names):
        for name in names:
            x = self.conv(x, f"{scope}/Conv2d_{name}", padding="same")
        return x

    def conv(self, x, name, **window):
        return F.relu(F.conv2d(x, *self.parameters(name), **window))

    def parameters(self, name):
        scope = f"InceptionResnetV1/{name}"
        return self.weights[f"{scope}/weights"], self.weights[f"{scope}/biases"]


def to_torch(tensor):
    """(height, width, in, out) to (out, in, height, width); (in, out) to (out, in)."""
    axes = {4: (3, 2, 0, 1), 2: (1, 0), 1: (0,)}[tensor.ndim]
    return torch.from_numpy(tensor.transpose(axes).copy())


def main():
    task = read_task()
    torch.set_num_threads(task["threads"])
    network = InceptionResnetV1(read_safetensors(task["weights"]))
    pixels = torch.from_numpy(read_pixels(task)).permute(0, 3, 1, 2).float()
    faces = ((pixels - 127.5) / 128).contiguous()

    def work():
        with torch.inference_mode():
            embeddings = torch.cat([network(batch) for batch in faces.split(task["batch"])])
        return embeddings[0].tolist()

    serve(work)


main()
