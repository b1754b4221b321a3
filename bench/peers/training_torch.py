"""The steps of bench/training.mjs by PyTorch: first loss and gradients in single and double precision, and the time of a step.

Run by bench/training.mjs with its folder; `exact` as second argument asks for double precision and for the errors of gradients.
"""
import json
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

folder = sys.argv[1]
task = json.load(open(os.path.join(folder, "task.json")))
torch.set_num_threads(task["threads"])


def tensors(index, file):
    data, start = np.fromfile(os.path.join(folder, file), np.float32), 0
    out = {}
    for each in index:
        size = math.prod(each["shape"])
        out[each["name"]] = data[start : start + size].reshape(each["shape"])
        start += size
    return out


kinds = {n["operation"]["layer"]: n["operation"]["op"] for n in task["nodes"] if n["operation"]["op"] in ("conv", "dense")}


def in_torchs_order(stored):
    return {
        name: value.transpose(3, 2, 0, 1) if name.endswith("/weights") and kinds[name[:-8]] == "conv" else value
        for name, value in stored.items()
    }


initial = in_torchs_order(tensors(task["index"], "parameters.bin"))
pixels = np.fromfile(os.path.join(folder, "images.bin"), np.uint8).reshape(task["images"])


def pad(x, operation, value):
    if operation["padding"] == "valid":
        return x
    pads = []
    for size, k in ((x.shape[3], operation["kernel"][1]), (x.shape[2], operation["kernel"][0])):
        total = max((math.ceil(size / operation["stride"]) - 1) * operation["stride"] + k - size, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads, value=value)


def compute(node, inputs, p):
    o = node["operation"]
    x, op, layer = inputs[0], o["op"], o.get("layer")
    biases = p.get(f"{layer}/biases") if o.get("bias") else None
    if op == "standardise":
        return (x.permute(0, 3, 1, 2) - 127.5) / 128
    if op == "conv":
        return F.conv2d(pad(x, o, 0.0), p[f"{layer}/weights"], biases, stride=o["stride"])
    if op == "batch-norm":
        return F.batch_norm(x, None, None, p.get(f"{layer}/gamma"), p[f"{layer}/beta"], training=True, eps=o["epsilon"])
    if op == "max-pool":
        return F.max_pool2d(pad(x, o, -math.inf), o["kernel"], o["stride"])
    if op == "dense":
        flat = x.permute(0, 2, 3, 1).reshape(x.shape[0], -1) if x.dim() == 4 else x
        return F.linear(flat, p[f"{layer}/weights"].t(), biases)
    return {
        "relu": lambda: torch.relu(x),
        "add": lambda: x + inputs[1],
        "concat": lambda: torch.cat(inputs, 1),
        "scale": lambda: x * o["factor"],
        "global-average-pool": lambda: x.mean((2, 3)),
        "l2-normalise": lambda: x / torch.sqrt(torch.clamp((x**2).sum(1, keepdim=True), min=o.get("epsilon", 0))),
    }[op]()


def loss_of(p, images):
    values = {"images": images}
    for node in task["nodes"]:
        values[node["name"]] = compute(node, [values[name] for name in node["inputs"]], p)
    batch = images.shape[0]
    if "logits" in task["outputs"]:
        return F.cross_entropy(values[task["outputs"]["logits"]], torch.arange(batch) % 2)
    e = values[task["outputs"]["embedding"]]
    a = torch.arange(0, batch, 2)
    positive, negative = ((e[a] - e[b]).pow(2).sum(1) for b in (a + 1, (a + 2) % batch))
    return torch.relu(positive - negative + 0.2).mean()


def begin(dtype):
    trained = {k: v for k, v in initial.items() if not k.endswith(("/mean", "/variance"))}
    p = {k: torch.tensor(np.ascontiguousarray(v), dtype=dtype, requires_grad=True) for k, v in trained.items()}
    return p, torch.tensor(pixels).to(dtype)


def first(dtype):
    p, images = begin(dtype)
    loss = loss_of(p, images)
    loss.backward()
    return loss.item(), {k: v.grad.double().numpy() for k, v in p.items()}


def errors(found, exact):
    each = [np.linalg.norm(found[k] - exact[k]) / np.linalg.norm(exact[k]) for k in exact if np.linalg.norm(exact[k]) > 1e-9]
    return [float(np.median(each)), float(np.max(each))]


def time_of_step():
    p, images = begin(torch.float32)
    slots = {k: torch.full_like(v, 0.1) for k, v in p.items()}
    best, least = math.inf, math.inf
    for _ in range(task["steps"]):
        start, used = time.perf_counter(), time.process_time()
        for v in p.values():
            v.grad = None
        loss_of(p, images).backward()
        with torch.no_grad():
            for k, v in p.items():
                if task["optimiser"] == "adagrad":
                    slots[k].addcmul_(v.grad, v.grad)
                    v.addcdiv_(v.grad, slots[k].sqrt(), value=-task["rate"])
                else:
                    v.add_(v.grad, alpha=-task["rate"])
        best = min(best, time.perf_counter() - start)
        least = min(least, time.process_time() - used)
    return {"milliseconds": best * 1000, "processor": least * 1000}


result = time_of_step()
if len(sys.argv) > 2:
    exact_loss, exact = first(torch.float64)
    loss, gradients = first(torch.float32)
    ours = in_torchs_order(tensors(json.load(open(os.path.join(folder, "gradients.json"))), "gradients.bin"))
    result.update(loss=loss, exact=exact_loss, errors={"facekit": errors(ours, exact), "torch": errors(gradients, exact)})
print(json.dumps(result))
