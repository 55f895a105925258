#!/usr/bin/env python3
"""Runs real training libraries under sweep and compares what it read with what they returned.

    python3 -m venv venv; venv/bin/pip install -r Tests/Clients/loggers.txt
    venv/bin/python Tests/Clients/loggers.py path/to/sweep [NAME...]

Prints a table: the library, what it writes, what sweep read and from where, and the truth from the
library's own return value. Exits with 1 where a number is wrong. Libraries that are not installed are
passed over.
"""
import importlib.metadata
import json
import math
import os
import subprocess
import sys
import tempfile

DATA = """
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
X, y = load_digits(return_X_y=True)
X = X / 16.0
train_x, test_x, train_y, test_y = train_test_split(X, y, random_state=0)
def truth(value):
    import json, os
    json.dump(float(value), open(os.environ["SWEEP_CODE"] + "/truth.json", "w"))
"""

TORCH = DATA + """
import torch
torch.manual_seed(0); torch.set_num_threads(1)
def tensors(x, y):
    return torch.utils.data.TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y))
train = torch.utils.data.DataLoader(tensors(train_x, train_y), 64)
test = torch.utils.data.DataLoader(tensors(test_x, test_y), 64)
"""

LIGHTNING = TORCH + """
import logging, sys, time, warnings
warnings.filterwarnings("ignore")
import lightning as L
from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger
class Model(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(64, 10)
    def training_step(self, batch, index):
        loss = torch.nn.functional.cross_entropy(self.layer(batch[0]), batch[1])
        self.log("train_loss", loss, on_step=True, on_epoch=True)
        return loss
    def validation_step(self, batch, index):
        right = (self.layer(batch[0]).argmax(1) == batch[1]).float().mean()
        self.log("val_accuracy", right)
    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), 0.01)
def fit(logger, name):
    trainer = L.Trainer(max_epochs=4, logger=logger, enable_progress_bar=False, log_every_n_steps=5,
        enable_checkpointing=False, enable_model_summary=False, accelerator="cpu")
    trainer.fit(Model(), train, test)
    truth(trainer.callback_metrics[name])
"""

HF = """
import json, os, sys, torch
torch.set_num_threads(1); torch.manual_seed(0)
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments
config = BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
    intermediate_size=16, max_position_embeddings=16, num_labels=2)
generator = torch.Generator().manual_seed(0)
def rows(count):
    words = torch.randint(2, 50, (count, 8), generator=generator)
    return [dict(input_ids=row, labels=int(row[0] > 25)) for row in words]
def accuracy(p):
    return {"accuracy": float((p.predictions.argmax(1) == p.label_ids).mean())}
arguments = TrainingArguments(".", num_train_epochs=4, eval_strategy="epoch", logging_steps=3,
    per_device_train_batch_size=32, report_to=REPORT, learning_rate=5e-3, disable_tqdm=False,
    save_strategy="epoch", use_cpu=True)
trainer = Trainer(BertForSequenceClassification(config), arguments, train_dataset=rows(256),
    eval_dataset=rows(96), compute_metrics=accuracy)
trainer.train()
rows = [row[KEY] for row in trainer.state.log_history if KEY in row]
json.dump(rows[-1], open(os.environ["SWEEP_CODE"] + "/truth.json", "w"))
"""

# name: package, what it writes, metric, the program, further lines of the spec
CASES = {
    "catboost-test": (
        "catboost", "event files in catboost_info/learn and test", "test/Accuracy", DATA + """
from catboost import CatBoostClassifier
model = CatBoostClassifier(iterations=20, depth=3, eval_metric="Accuracy", verbose=5, thread_count=1)
model.fit(train_x, train_y, eval_set=(test_x, test_y))
truth(model.get_evals_result()["validation"]["Accuracy"][-1])
""", ""),
    "catboost-bare": (
        "catboost", "the same, asked for by the bare tag", "Accuracy", DATA + """
from catboost import CatBoostClassifier
model = CatBoostClassifier(iterations=20, depth=3, eval_metric="Accuracy", verbose=5, thread_count=1)
model.fit(train_x, train_y, eval_set=(test_x, test_y))
""", ""),
    "catboost-lines": (
        "catboost", "lines on standard output", "test", DATA + """
from catboost import CatBoostClassifier
model = CatBoostClassifier(iterations=21, depth=3, eval_metric="Accuracy", verbose=5, thread_count=1,
    allow_writing_files=False)
model.fit(train_x, train_y, eval_set=(test_x, test_y))
truth(model.get_evals_result()["validation"]["Accuracy"][-1])
""", "metrics: { format: catboost }"),
    "xgboost": (
        "xgboost-cpu", "lines on standard output", "valid-merror", DATA + """
import xgboost as xgb
found = {}
train, valid = xgb.DMatrix(train_x, train_y), xgb.DMatrix(test_x, test_y)
xgb.train(dict(objective="multi:softprob", num_class=10, eval_metric=["mlogloss", "merror"], nthread=1,
    max_depth=3), train, 6, evals=[(train, "train"), (valid, "valid")], evals_result=found)
truth(found["valid"]["merror"][-1])
""", ""),
    "lightgbm": (
        "lightgbm", "lines on standard output", "valid_0's multi_error", DATA + """
import lightgbm as lgb
found = {}
lgb.train(dict(objective="multiclass", num_class=10, metric=["multi_logloss", "multi_error"],
    num_threads=1, verbose=-1), lgb.Dataset(train_x, train_y), 6,
    valid_sets=[lgb.Dataset(test_x, test_y)],
    callbacks=[lgb.log_evaluation(1), lgb.record_evaluation(found)])
truth(found["valid_0"]["multi_error"][-1])
""", ""),
    "scikit-learn-mlp": (
        "scikit-learn", "lines on standard output", "validation_score", DATA + """
from sklearn.neural_network import MLPClassifier
model = MLPClassifier(max_iter=5, verbose=True, early_stopping=True, random_state=0)
truth(model.fit(train_x, train_y).validation_scores_[-1])
""", ""),
    "scikit-learn-boosting": (
        "scikit-learn", "a table on standard output", "train_loss", DATA + """
from sklearn.ensemble import GradientBoostingClassifier
model = GradientBoostingClassifier(n_estimators=5, verbose=2, random_state=0).fit(train_x, train_y)
truth(model.train_score_[-1])
""", "metrics: { format: sklearn }"),
    "vowpal-wabbit": (
        "vowpalwabbit", "lines on standard error", "average_loss", DATA + """
import vowpalwabbit
model = vowpalwabbit.Workspace("--loss_function logistic -P 50", quiet=False)
for i in range(230):
    model.learn(f"{1 if i % 2 else -1} | a{i % 2} b{i % 5}")
truth(model.get_sum_loss() / model.get_weighted_examples())
model.finish()
""", "metrics: { format: vw }"),
    "fasttext": (
        "fasttext-wheel", "a bar on standard error", "avg.loss", DATA + """
import fasttext, re, os, subprocess, sys
with open("t.txt", "w") as f:
    for i in range(3000):
        f.write(f"__label__{i % 2} word{i % 2} other{i % 7}\\n")
code = "import fasttext; fasttext.train_supervised('t.txt', epoch=5, thread=1, verbose=2)"
run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
sys.stderr.write(run.stderr); sys.stdout.write(run.stdout)
truth(re.findall(r"avg.loss:\\s*([0-9.]+)", run.stderr + run.stdout)[-1])
""", "metrics: { format: fasttext }"),
    "lightning-csv": (
        "lightning", "lightning_logs/version_0/metrics.csv", "val_accuracy", LIGHTNING + """
fit(CSVLogger("."), "val_accuracy")
""", ""),
    "lightning-csv-top": (
        "lightning", "metrics.csv, rewritten when a column comes", "train_loss_step", LIGHTNING + """
fit(CSVLogger(".", name="", version="", flush_logs_every_n_steps=1), "train_loss_step")
import csv
rows = [r["train_loss_step"] for r in csv.DictReader(open("metrics.csv")) if r["train_loss_step"]]
truth(rows[-1])
""", ""),
    "lightning-tensorboard": (
        "lightning", "event files with a tag epoch", "val_accuracy", LIGHTNING + """
fit(TensorBoardLogger("."), "val_accuracy")
""", ""),
    "keras-csv": (
        "keras", "training.log of its CSVLogger", "val_accuracy", DATA + """
import os; os.environ["KERAS_BACKEND"] = "torch"
import keras
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
h = model.fit(train_x, train_y, epochs=4, validation_data=(test_x, test_y), verbose=1,
    callbacks=[keras.callbacks.CSVLogger("training.log")])
truth(h.history["val_accuracy"][-1])
""", ""),
    "keras-bar": (
        "keras", "a bar on standard output, epochs on lines of their own", "accuracy", DATA + """
import os; os.environ["KERAS_BACKEND"] = "torch"
import keras
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
h = model.fit(train_x, train_y, epochs=4, validation_data=(test_x, test_y), verbose=1)
truth(h.history["accuracy"][-1])
""", "metrics: { pattern: ['^Epoch (?<epoch>[0-9]+)/', ' accuracy: (?<accuracy>[0-9.e-]+)'] }"),
    "transformers-state": (
        "transformers", "trainer_state.json in checkpoints", "eval_accuracy",
        "REPORT, KEY = 'none', 'eval_accuracy'\n" + HF, ""),
    "transformers-tensorboard": (
        "transformers", "event files", "eval/loss",
        "REPORT, KEY = ['tensorboard'], 'eval_loss'\n" + HF, ""),
    "transformers-wandb": (
        "transformers", "W&B's offline file", "eval/loss",
        "REPORT, KEY = ['wandb'], 'eval_loss'\n" + HF, ""),
    "wandb": (
        "wandb", "W&B's offline file", "val_accuracy", DATA + """
import wandb
with wandb.init(project="p") as run:
    for epoch in range(1, 4):
        run.log({"epoch": epoch, "loss": 1 / epoch})
        run.log({"epoch": epoch, "val_accuracy": 0.5 + 0.1 * epoch})
truth(0.5 + 0.1 * 3)
""", ""),
    "wandb-summary": (
        "wandb", "W&B's summary", "test_accuracy", DATA + """
import wandb
run = wandb.init(project="p")
for epoch in range(3):
    run.log({"loss": 1 / (epoch + 1)})
run.summary["test_accuracy"] = 0.91
run.finish()
truth(0.91)
""", ""),
    "mlflow": (
        "mlflow-skinny", "mlflow.db", "val_accuracy", DATA + """
import mlflow
with mlflow.start_run() as run:
    for epoch in range(3):
        mlflow.log_metric("val_accuracy", 0.5 + 0.1 * epoch, step=epoch)
truth(mlflow.get_run(run.info.run_id).data.metrics["val_accuracy"])
""", ""),
    "trackio": (
        "trackio", "trackio/p.db", "val_accuracy", DATA + """
import trackio
trackio.init(project="p")
for epoch in range(3):
    trackio.log({"epoch": epoch, "val_accuracy": 0.5 + 0.1 * epoch})
trackio.finish()
truth(0.5 + 0.1 * 2)
""", ""),
    "dvclive": (
        "dvclive", "dvclive/plots/metrics/val/accuracy.tsv", "val/accuracy", DATA + """
from dvclive import Live
with Live(dvcyaml=None) as live:
    for epoch in range(3):
        live.log_metric("val/accuracy", 0.5 + 0.1 * epoch)
        live.next_step()
truth(live.summary["val"]["accuracy"])
""", ""),
    "sacred": (
        "sacred", "runs/1/metrics.json", "val_accuracy", DATA + """
import sacred
from sacred.observers import FileStorageObserver
experiment = sacred.Experiment("e", save_git_info=False)
experiment.observers.append(FileStorageObserver("runs"))
@experiment.main
def main(_run):
    for epoch in range(3):
        _run.log_scalar("val_accuracy", 0.5 + 0.1 * epoch, epoch)
    return 0.7
truth(experiment.run().result)
""", ""),
    "skorch-table": (
        "skorch", "a table on standard output", "valid_acc", TORCH + """
from skorch import NeuralNetClassifier
net = NeuralNetClassifier(torch.nn.Linear(64, 10), criterion=torch.nn.CrossEntropyLoss, max_epochs=4,
    lr=0.5, batch_size=64)
net.fit(train_x.astype("float32"), train_y)
truth(net.history[-1]["valid_acc"])
""", ""),
    "skorch-history": (
        "skorch", "history.json of its Checkpoint", "valid_acc", TORCH + """
from skorch import NeuralNetClassifier
from skorch.callbacks import TrainEndCheckpoint
net = NeuralNetClassifier(torch.nn.Linear(64, 10), criterion=torch.nn.CrossEntropyLoss, max_epochs=4,
    lr=0.5, batch_size=64, verbose=0,
    callbacks=[TrainEndCheckpoint(f_history="history.json", fn_prefix="")])
net.fit(train_x.astype("float32"), train_y)
truth(net.history[-1]["valid_acc"])
""", ""),
    "ignite-bar": (
        "pytorch-ignite", "a bar on standard error", "loss", TORCH + """
from ignite.engine import Events, create_supervised_trainer
from ignite.handlers.tqdm_logger import ProgressBar
from ignite.metrics import RunningAverage
model = torch.nn.Linear(64, 10)
trainer = create_supervised_trainer(model, torch.optim.SGD(model.parameters(), 0.5),
    torch.nn.CrossEntropyLoss())
RunningAverage(output_transform=lambda x: x).attach(trainer, "loss")
ProgressBar(persist=True).attach(trainer, ["loss"])
trainer.run(train, 3)
truth(trainer.state.metrics["loss"])
""", "metrics: { pattern: 'Epoch \\[(?<epoch>[0-9]+)/.*loss=(?<loss>[0-9.]+)' }"),
    "torch-add-scalars": (
        "torch", "event files in loss_train and loss_val", "loss", TORCH + """
from torch.utils.tensorboard import SummaryWriter
writer = SummaryWriter()
for epoch in range(1, 5):
    writer.add_scalars("loss", {"train": 1 / epoch, "val": 1 + 1 / epoch}, epoch)
writer.close()
truth(1 + 1 / 4)
""", ""),
    "torch-two-folders": (
        "torch", "event files in logs/train and logs/test", "accuracy", TORCH + """
from torch.utils.tensorboard import SummaryWriter
writers = SummaryWriter("logs/train"), SummaryWriter("logs/test")
for epoch in range(4):
    writers[0].add_scalar("accuracy", 0.9, epoch); writers[1].add_scalar("accuracy", 0.5, epoch)
for writer in writers:
    writer.close()
""", ""),
    "stable-baselines3": (
        "stable-baselines3", "progress.csv", "rollout/ep_rew_mean", DATA + """
import csv, torch
torch.set_num_threads(1)
from stable_baselines3 import PPO
from stable_baselines3.common.logger import configure
model = PPO("MlpPolicy", "CartPole-v1", n_steps=128, seed=0, device="cpu")
model.set_logger(configure(".", ["csv"]))
model.learn(512, log_interval=1)
import numpy
truth(numpy.mean([episode["r"] for episode in model.ep_info_buffer]))
""", ""),
    "tqdm-json": (
        "tqdm", "a bar on standard error, JSON on standard output", "val_accuracy", DATA + """
import json, time
from tqdm import tqdm
for epoch in tqdm(range(1, 6)):
    time.sleep(0.1)
    print(json.dumps({"epoch": epoch, "val_accuracy": 0.5 + 0.05 * epoch}))
truth(0.75)
""", ""),
}

# Refusals that are right: nobody can know which of the two is meant.
REFUSED = {"catboost-bare", "torch-two-folders"}


def installed(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def agree(read, truth):
    """Whether a number that was read is the truth, as far as it was written: printed ones have few
    digits, and event files single precision."""
    digits = len(repr(read).partition(".")[2])
    return math.isclose(read, truth, rel_tol=1e-6) or (
        digits < 8 and abs(read - truth) <= 0.51 * 10 ** -digits)


def run(sweep, name, metric, program, lines):
    """What sweep read, where from, the truth, and why there is no value."""
    with tempfile.TemporaryDirectory() as folder:
        open(f"{folder}/train.py", "w").write(program)
        # JSON is YAML.
        open(f"{folder}/s.yaml", "w").write(
            f"sweep: s\ncommand: [{json.dumps(sys.executable)}, train.py]\nevaluate: {{ replicates: 1 }}\n"
            f"retry: {{ max: 0 }}\nmetric: {{ name: {json.dumps(metric)}, goal: maximize, at: last }}\n"
            f"{lines}\n")

        def call(*words):
            return subprocess.run(
                [sweep, *words], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                env={**os.environ, "HOME": folder})

        call("run", "s.yaml", "-j", "1", "--progress", "none")
        trial = json.loads(call("trials", "--json").stdout)[0]
        story = json.loads(call("show", trial["trial"], "--json").stdout)
        attempt = story["attempts"][-1]
        failure = attempt.get("failure")
        sources = [s["text"] for s in attempt["sources"] if s["metric"] == metric]
        told = [r["text"] for r in attempt["remarks"] if r["metric"] in (metric, None)]
        truth = None
        if os.path.exists(f"{folder}/truth.json"):
            truth = json.load(open(f"{folder}/truth.json"))
        return story["value"], "; ".join(sources + told), truth, failure


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sweep = os.path.abspath(sys.argv[1])
    names = sys.argv[2:] or list(CASES)
    wrong = 0
    print("| logger | writes | metric | sweep reads | truth | |\n|---|---|---|---|---|---|")
    for name in names:
        package, writes, metric, program, lines = CASES[name]
        version = installed(package)
        if version is None:
            print(f"| {name} | {writes} | | {package} is not installed | | |", flush=True)
            continue
        value, sources, truth, failure = run(sweep, name, metric, program, lines)
        if failure:
            read = failure["message"]
            is_right = name in REFUSED and failure["cause"] == "no metric"
        else:
            read = f"{value:.6g} {sources}"
            is_right = truth is not None and name not in REFUSED and agree(value, truth)
        wrong += not is_right
        shown = "" if truth is None else f"{truth:.6g}"
        print(
            f"| {name} ({package} {version}) | {writes} | `{metric}` | {read} | {shown} |"
            f" {'right' if is_right else 'WRONG'} |", flush=True)
    sys.exit(1 if wrong else 0)


main()
