"""Writes splits.json: what scikit-learn's splitters make of some rows.

Run with scikit-learn 1.7.2:  python3 splits.py
"""

import json
import os

import numpy as np
from sklearn.model_selection import LeaveOneGroupOut, TimeSeriesSplit

random = np.random.default_rng(24)


def splits(splitter, rows, groups=None):
    return [
        {"training": training.tolist(), "validation": validation.tolist()}
        for training, validation in splitter.split(np.zeros((rows, 1)), groups=groups)
    ]


ordered = []
for rows, k, gap, window in [(11, 3, 0, None), (30, 5, 2, None), (30, 5, 0, 7), (47, 4, 3, 10), (12, 2, 3, 2)]:
    ordered.append({
        "rows": rows, "k": k, "gap": gap, "window": window,
        "splits": splits(TimeSeriesSplit(k, gap=gap, max_train_size=window), rows),
    })
left = []
for rows, groups in [(12, 3), (40, 7)]:
    members = np.concatenate([np.arange(groups), random.integers(0, groups, rows - groups)])
    left.append({"groups": members.tolist(), "splits": splits(LeaveOneGroupOut(), rows, members)})

folder = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(folder, "splits.json"), "w") as file:
    json.dump({"ordered": ordered, "leaveOneGroupOut": left}, file)
    file.write("\n")
