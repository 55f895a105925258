"""Writes scores.json: what scikit-learn makes of given predictions.

Run with scikit-learn 1.7.2:  python3 scores.py
"""

import json
import math
import os

import numpy as np
from sklearn import metrics
from sklearn.dummy import DummyClassifier, DummyRegressor

random = np.random.default_rng(24)


def classes(count, labels, probabilities):
    names = list(range(count))
    predictions = probabilities.argmax(axis=1)
    have_all = set(labels) == set(names)
    row = {
        "classCount": count,
        "labels": [int(label) for label in labels],
        "probabilities": [float(p) for p in probabilities.ravel()],
        "accuracy": metrics.accuracy_score(labels, predictions),
        "mcc": metrics.matthews_corrcoef(labels, predictions),
        "kappa": metrics.cohen_kappa_score(labels, predictions, labels=names, weights="quadratic"),
        "logLoss": metrics.log_loss(labels, probabilities, labels=names),
    }
    if count == 2:
        row["brier"] = metrics.brier_score_loss(labels, probabilities[:, 1], pos_label=1)
    else:
        row["brier"] = metrics.brier_score_loss(labels, probabilities, labels=names)
    if have_all:
        row["balancedAccuracy"] = metrics.balanced_accuracy_score(labels, predictions)
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            labels, predictions, labels=names, zero_division=0)
        row["precision"], row["recall"], row["f1"] = map(list, (precision, recall, f1))
        row["macroF1"] = metrics.f1_score(labels, predictions, average="macro", zero_division=0)
        row["macroPrecision"] = metrics.precision_score(
            labels, predictions, average="macro", zero_division=0)
        if count == 2:
            row["rocAUC"] = metrics.roc_auc_score(labels, probabilities[:, 1])
            row["prAUC"] = metrics.average_precision_score(labels, probabilities[:, 1])
        else:
            row["rocAUC"] = metrics.roc_auc_score(
                labels, probabilities, multi_class="ovr", average="macro", labels=names)
            hot = np.eye(count)[labels]
            row["prAUC"] = metrics.average_precision_score(hot, probabilities, average="macro")
    return {k: (None if isinstance(v, float) and math.isnan(v) else v) for k, v in row.items()}


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


rows = []
for count, size, scale in [(2, 50, 1), (2, 400, 4), (3, 90, 2), (5, 300, 3), (10, 500, 2)]:
    labels = np.concatenate([np.arange(count), random.integers(0, count, size - count)])
    logits = random.normal(size=(size, count)) * scale
    logits[np.arange(size), labels] += scale
    rows.append(classes(count, labels, softmax(logits)))
# Rare classes, ties, certainty, one class never predicted, one never there.
labels = np.array([0] * 95 + [1] * 5)
rows.append(classes(2, labels, softmax(random.normal(size=(100, 2)) + [3, 0])))
ties = random.integers(0, 5, 80) / 4
rows.append(classes(2, random.integers(0, 2, 80), np.stack([1 - ties, ties], axis=1)))
rows.append(classes(3, np.array([0, 0, 1, 1, 2, 2] * 5), softmax(random.normal(size=(30, 3)) + [2, 2, -9])))
rows.append(classes(3, np.array([0, 1] * 20), softmax(random.normal(size=(40, 3)))))
rows.append(classes(2, np.array([0, 1] * 20), np.tile([0.7, 0.3], (40, 1))))

numbers = []
for size, scale in [(2, 1), (9, 1), (200, 50), (1000, 0.01)]:
    truths = random.normal(size=size) * scale + scale
    predictions = truths + random.normal(size=size) * scale / 3
    numbers.append({
        "truths": truths.tolist(),
        "predictions": predictions.tolist(),
        "mae": metrics.mean_absolute_error(truths, predictions),
        "mse": metrics.mean_squared_error(truths, predictions),
        "rmse": metrics.root_mean_squared_error(truths, predictions),
        "r2": metrics.r2_score(truths, predictions),
        "medianError": metrics.median_absolute_error(truths, predictions),
        "mape": metrics.mean_absolute_percentage_error(truths, predictions),
    })

folder = os.path.dirname(os.path.abspath(__file__))
for name, content in [("classScores", rows), ("numberScores", numbers)]:
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump({"rows": content}, file)
        file.write("\n")

# What learning nothing comes to, for Tests/SweepsTests: prior classes, mean numbers.
baselines = []
for count, training, validation in [(2, 60, 30), (3, 50, 40), (4, 30, 12)]:
    trained = random.choice(count, training, p=np.arange(1, count + 1) / sum(range(1, count + 1)))
    trained[:count] = np.arange(count)
    labels = random.integers(0, count, validation)
    labels[:count] = np.arange(count)
    dummy = DummyClassifier(strategy="prior").fit(np.zeros((training, 1)), trained)
    row = classes(count, labels, dummy.predict_proba(np.zeros((validation, 1))))
    del row["probabilities"]
    row["training"] = [int(label) for label in trained]
    baselines.append(row)
trained, truths = random.normal(size=40), random.normal(size=25)
dummy = DummyRegressor().fit(np.zeros((40, 1)), trained)
predictions = dummy.predict(np.zeros((25, 1)))
place = os.path.join(folder, "../../SweepsTests/References")
os.makedirs(place, exist_ok=True)
with open(os.path.join(place, "baselines.json"), "w") as file:
    json.dump({"classes": baselines}, file)
    file.write("\n")
