import argparse
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy

parser = argparse.ArgumentParser()
parser.add_argument("--units", type=int, default=16)
arguments = parser.parse_args()

keras.utils.set_random_seed(int(os.environ.get("SWEEP_SEED", "0")))
noise = numpy.random.default_rng(0)
x = noise.normal(size=(600, 20)).astype("float32")
y = (x[:, :5].sum(axis=1) > 0).astype("float32")
model = keras.Sequential(
    [
        keras.layers.Dense(arguments.units, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(
    x, y, epochs=3, validation_split=0.25, verbose=0,
    callbacks=[keras.callbacks.TensorBoard(log_dir="logs"), keras.callbacks.CSVLogger("training.csv")],
)  # fmt: skip
