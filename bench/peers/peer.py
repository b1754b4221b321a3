"""What the Python peers share: the task, weights, pixels, and the conversation with run.mjs."""

import json
import struct
import sys
import time

import numpy as np


def read_task():
    """The task as run.mjs writes it: one JSON object as the argument."""
    return json.loads(sys.argv[1])


def read_pixels(task):
    """The images of the task, uint8 (count, height, width, 3)."""
    return np.fromfile(task["pixels"], np.uint8).reshape(task["shape"])


def read_safetensors(file):
    """The float32 tensors of a .safetensors file by name."""
    with open(file, "rb") as stream:
        data = stream.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)

    def tensor(entry):
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        return np.frombuffer(data[begin:end], np.float32).reshape(entry["shape"])

    return {name: tensor(entry) for name, entry in header.items()}


def serve(work):
    """Does `work` once for each line of standard input and answers with its time; `work` returns what shows that it did its work."""
    work()
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        start, processor = time.perf_counter(), time.process_time()
        result = work()
        seconds = time.perf_counter() - start
        used = time.process_time() - processor
        print(json.dumps({"seconds": seconds, "processor": used, "result": result}), flush=True)
