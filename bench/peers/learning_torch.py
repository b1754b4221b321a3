"""A twin of `facekit train triplet` in PyTorch: small-convnet from scratch by semi-hard triplets, written from the description of the training alone.

Run by bench/learning.mjs with a JSON file: crops, pairs, steps, seed, threads. Prints JSON: accuracy and area under the curve on the pairs, seconds.
"""
import json
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from sklearn.metrics import roc_auc_score
from torch import nn

task = json.load(open(sys.argv[1]))
torch.set_num_threads(task["threads"])
torch.manual_seed(task["seed"])
random = np.random.default_rng(task["seed"])
PEOPLE, IMAGES, MARGIN, RATE, SIDE = 32, 2, 0.2, 0.05, 48


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [3, 32, 64, 128, 128]
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1, bias=False) for a, b in zip(sizes, sizes[1:]))
        self.norms = nn.ModuleList(nn.BatchNorm2d(b, eps=0.001) for b in sizes[1:])
        self.dense = nn.Linear(128 * 9, 128)
        for layer in [*self.convs, self.dense]:
            nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(self.dense.bias)
        for norm in self.norms:
            norm.weight.requires_grad_(False)

    def forward(self, x):
        x = (x.permute(0, 3, 1, 2).float() - 127.5) / 128
        for conv, norm in zip(self.convs, self.norms):
            x = F.max_pool2d(torch.relu(norm(conv(x))), 2)
        return F.normalize(self.dense(x.flatten(1)))


def read(name):
    image = Image.open(os.path.join(task["crops"], name)).convert("RGB").resize((SIDE, SIDE), Image.BILINEAR)
    return np.asarray(image)


def read_pairs():
    for line in open(task["pairs"]).read().splitlines()[1:]:
        a, *rest = line.split("\t")
        b, i, j = (a, *rest) if len(rest) == 2 else (rest[1], rest[0], rest[2])
        names = [f"{who}/{who}_{int(number):04d}.png" for who, number in ((a, i), (b, j))]
        if all(os.path.exists(os.path.join(task["crops"], name)) for name in names):
            yield (*names, a == b)


def batches(people):
    """P people × K images: everybody once in random order, then again."""
    while True:
        order = random.permutation(len(people))
        for start in range(0, len(people) - PEOPLE + 1, PEOPLE):
            yield np.stack([random.permutation(people[i])[:IMAGES] for i in order[start : start + PEOPLE]]).ravel()


def semi_hard(embeddings):
    distances = torch.cdist(embeddings, embeddings).square().numpy()
    person = np.arange(PEOPLE * IMAGES) // IMAGES
    triplets = []
    for anchor in range(0, PEOPLE * IMAGES, IMAGES):
        gap = distances[anchor] - distances[anchor, anchor + 1]
        found = np.flatnonzero((person != person[anchor]) & (gap > 0) & (gap < MARGIN))
        if len(found):
            triplets.append((anchor, anchor + 1, random.choice(found)))
    return np.array(triplets)


def train(images, people):
    net = Net()
    trained = [p for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.Adagrad(trained, RATE, initial_accumulator_value=0.1, eps=0)
    averages = {k: v.clone() for k, v in net.state_dict().items()}
    for step, batch in zip(range(1, task["steps"] + 1), batches(people)):
        early = (1 + step) / (10 + step)
        for norm in net.norms:
            norm.momentum = 1 - min(0.995, early)
        chosen = images[batch].copy()
        mirrored = random.random(len(batch)) < 0.5
        chosen[mirrored] = chosen[mirrored, :, ::-1]
        embeddings = net(torch.from_numpy(chosen))
        triplets = semi_hard(embeddings.detach())
        if len(triplets):
            a, p, n = (embeddings[triplets[:, i]] for i in range(3))
            loss = F.relu((a - p).square().sum(1) - (a - n).square().sum(1) + MARGIN).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            for name, value in net.state_dict().items():
                if value.is_floating_point():
                    averages[name].lerp_(value, 1 - min(0.9999, early))
    net.load_state_dict(averages)
    return net.eval()


def accuracy_of(distances, same):
    """LFW's protocol: ten folds, each judged by the threshold that is best for the other nine."""
    fold = np.empty(len(same), int)
    for kind in (True, False):
        where = np.flatnonzero(same == kind)
        fold[where] = np.arange(len(where)) * 10 // len(where)
    shares = []
    for k in range(10):
        d, s = distances[fold != k], same[fold != k]
        order = np.argsort(d)
        right = np.cumsum(s[order]) + np.sum(~s) - np.cumsum(~s[order])
        threshold = d[order][right.argmax()]
        shares.append(np.mean((distances[fold == k] <= threshold) == same[fold == k]))
    return float(np.mean(shares))


start = time.perf_counter()
pairs = list(read_pairs())
held_out = {name.split("/")[0] for pair in pairs for name in pair[:2]}
files, people = [], []
for person in sorted(os.listdir(task["crops"])):
    folder = os.path.join(task["crops"], person)
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) and person not in held_out else []
    if len(names) >= IMAGES:
        people.append(np.arange(len(files), len(files) + len(names)))
        files += [f"{person}/{name}" for name in names]
images = np.stack([read(name) for name in files])
net = train(images, people)
wanted = sorted({name for pair in pairs for name in pair[:2]})
with torch.no_grad():
    parts = [net(torch.from_numpy(np.stack([read(name) for name in wanted[i : i + 64]]))) for i in range(0, len(wanted), 64)]
row = {name: i for i, name in enumerate(wanted)}
embeddings = torch.cat(parts).numpy()
distances = np.array([np.sum((embeddings[row[a]] - embeddings[row[b]]) ** 2) for a, b, _ in pairs])
same = np.array([s for *_, s in pairs])
result = {"people": len(people), "images": len(files), "pairs": len(pairs), "seconds": time.perf_counter() - start}
print(json.dumps({**result, "auc": roc_auc_score(same, -distances), "accuracy": accuracy_of(distances, same)}))
