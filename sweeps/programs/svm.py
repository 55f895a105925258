import argparse
import os
import sys

from sklearn.datasets import load_digits
from sklearn.svm import SVC

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "python"))
from sweep_trial import trial

parser = argparse.ArgumentParser()
parser.add_argument("--C", type=float, default=1.0)
parser.add_argument("--gamma", type=float, default=0.001)
arguments = parser.parse_args()

images, digits = load_digits(return_X_y=True)
train, valid = trial.train_index, trial.valid_index
if train is None:
    train = valid = range(len(digits))
model = SVC(C=arguments.C, gamma=arguments.gamma).fit(images[train], digits[train])
trial.report(accuracy=model.score(images[valid], digits[valid]))
