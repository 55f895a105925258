import argparse
import gzip
import os
import sys

import numpy
import torch
from torch import nn

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from sweep_trial import trial


def rows(name):
    """One part of the set: 64 pixels from 0 to 16 and the digit, a line each."""
    for folder in os.environ.get("SWEEP_DATA", "data").split(":"):
        for path in (f"{folder}/optdigits/optdigits.{name}", f"{folder}/optdigits.{name}"):
            for opened, opener in ((path, open), (path + ".gz", gzip.open)):
                if os.path.exists(opened):
                    with opener(opened, "rt") as file:
                        return numpy.loadtxt(file, delimiter=",", dtype=numpy.float32)
    sys.exit(f"optdigits.{name} is not in SWEEP_DATA")


parser = argparse.ArgumentParser()
parser.add_argument("--learning_rate", type=float, default=0.001)
parser.add_argument("--epochs", type=int, default=4)
arguments = parser.parse_args()

torch.manual_seed(trial.seed)
torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
table = torch.from_numpy(numpy.concatenate([rows("tra"), rows("tes")]))
images = table[:, :64].reshape(-1, 1, 8, 8) / 16
digits = table[:, 64].long()
train, valid = trial.train_index, trial.valid_index
if train is None:
    train, valid = range(3823), range(3823, 5620)
train, valid = torch.as_tensor(numpy.array(train)), torch.as_tensor(numpy.array(valid))

model = nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10),
)  # fmt: skip
for layer in model:
    # As Keras begins, and with it the built-in engine.
    if isinstance(layer, (nn.Conv2d, nn.Linear)):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
optimizer = torch.optim.Adam(model.parameters(), lr=arguments.learning_rate, eps=1e-7)
for epoch in range(1, arguments.epochs + 1):
    model.train()
    for batch in train[torch.randperm(len(train))].split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[batch]), digits[batch]).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        output = model(images[valid])
    trial.report(
        epoch=epoch,
        val_accuracy=(output.argmax(1) == digits[valid]).double().mean().item(),
        val_loss=nn.functional.cross_entropy(output, digits[valid]).item(),
    )
