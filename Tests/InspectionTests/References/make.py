"""Writes the attributions that AttributionTests compares with PyTorch's automatic differentiation.

    pip install torch numpy
    python make.py            # writes attributions.json beside itself

A small convolutional network with random weights, in evaluation mode (running moments in both
directions), and for three inputs: the slopes of the logit and of the log-probability of a class, and
integrated gradients of its probability by the midpoint rule with 64 steps from an input of 0.1. Numbers
are base64 of little-endian floats, images in height x width x channels order, weights in Keras's layout
under the engine's names.
"""

import base64
import json
import pathlib

import numpy as np
import torch

torch.manual_seed(4)
STEPS = 64


def text(numbers):
    if isinstance(numbers, torch.Tensor):
        numbers = numbers.detach().numpy()
    array = np.ascontiguousarray(numbers, dtype="<f4")
    return base64.b64encode(array.tobytes()).decode()


first = torch.nn.Conv2d(2, 6, 3, padding=1)
norm = torch.nn.BatchNorm2d(6, eps=1e-3)
second = torch.nn.Conv2d(6, 5, 3)
last = torch.nn.Linear(20, 4)
with torch.no_grad():
    norm.weight.uniform_(0.5, 1.5)
    norm.bias.uniform_(-0.5, 0.5)
    norm.running_mean.uniform_(-0.5, 0.5)
    norm.running_var.uniform_(0.5, 1.5)
    for layer in (first, second, last):
        layer.weight *= 2


def logits(images):
    x = torch.nn.functional.max_pool2d(torch.relu(first(images)), 2)
    x = second(torch.relu(norm(x)))
    # Keras flattens height, width, channels.
    return last(torch.tanh(x).permute(0, 2, 3, 1).reshape(len(x), -1))


norm.eval()
inputs = torch.rand(3, 2, 8, 8)
labels = torch.tensor([0, 3, 2])


def slopes(objective, images):
    images = images.clone().requires_grad_(True)
    chosen = objective(logits(images)).gather(1, labels[: len(images), None])
    chosen.sum().backward()
    return images.grad


def integrated(image, label):
    baseline = torch.full_like(image, 0.1)
    shares = (torch.arange(STEPS) + 0.5) / STEPS
    way = (baseline + shares[:, None, None, None] * (image - baseline)).requires_grad_(True)
    torch.softmax(logits(way), 1)[:, label].sum().backward()
    return way.grad.mean(0) * (image - baseline)


def images(batch):
    return [text(image) for image in batch.permute(0, 2, 3, 1)]


tensors = {
    "0.kernel": first.weight.permute(2, 3, 1, 0), "0.bias": first.bias,
    "2.gamma": norm.weight, "2.beta": norm.bias, "2.moving_mean": norm.running_mean,
    "2.moving_variance": norm.running_var,
    "4.kernel": second.weight.permute(2, 3, 1, 0), "4.bias": second.bias,
    "6.kernel": last.weight.T, "6.bias": last.bias,
}
reference = {
    "inputs": images(inputs),
    "labels": labels.tolist(),
    "tensors": {name: text(tensor) for name, tensor in tensors.items()},
    "logit": images(slopes(lambda sums: sums, inputs)),
    "logProbability": images(slopes(lambda sums: torch.log_softmax(sums, 1), inputs)),
    "integrated": images(torch.stack([integrated(i, l) for i, l in zip(inputs, labels)])),
    "probabilities": text(torch.softmax(logits(inputs), 1)),
}
path = pathlib.Path(__file__).with_name("attributions.json")
path.write_text(json.dumps(reference, indent=1) + "\n")
