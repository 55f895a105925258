"""A network that halving compares: it ends after the epoch in SWEEP_UNTIL, leaves all that its further epochs
depend on in SWEEP_CHECKPOINT, and goes on from what it finds there."""
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
arguments = parser.parse_args()

torch.manual_seed(trial.seed)
torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
table = torch.from_numpy(numpy.concatenate([rows("tra"), rows("tes")]))
images, digits = table[:, :64] / 16, table[:, 64].long()
train, valid = (torch.as_tensor(numpy.array(part)) for part in (trial.train_index, trial.valid_index))

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=arguments.learning_rate)
checkpoint, first = os.path.join(trial.checkpoint, "state.pt"), 1
if os.path.exists(checkpoint):
    state = torch.load(checkpoint, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    first = state["epoch"] + 1
for epoch in range(first, int(os.environ.get("SWEEP_UNTIL", "9")) + 1):
    for batch in train[torch.randperm(len(train))].split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[batch]), digits[batch]).backward()
        optimizer.step()
    with torch.no_grad():
        output = model(images[valid])
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    torch.save({**state, "random": torch.get_rng_state()}, checkpoint + ".new")
    os.replace(checkpoint + ".new", checkpoint)
    trial.report(
        epoch=epoch, val_accuracy=(output.argmax(1) == digits[valid]).double().mean().item())
