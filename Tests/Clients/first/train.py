import argparse

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--trees", type=int, default=100)
parser.add_argument("--depth", type=int, default=None)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()

study = pd.read_csv("study.csv")
features = study.drop(columns=["outcome"])
train_x, test_x, train_y, test_y = train_test_split(
    features, study["outcome"], test_size=0.3, random_state=args.seed, stratify=study["outcome"]
)

model = RandomForestClassifier(
    n_estimators=args.trees, max_depth=args.depth, random_state=args.seed
)
model.fit(train_x, train_y)
predicted = model.predict(test_x)

print(f"val_accuracy={accuracy_score(test_y, predicted):.4f}")
print(f"val_f1={f1_score(test_y, predicted, average='macro'):.4f}")
