"""Writes predictions.json: what Keras predicts with weights that are drawn here, for PredictionTests.

    pip install keras jax
    KERAS_BACKEND=jax python predictions.py

Tensors are base64 of little-endian floats, in Keras's layout and by the names of sweep's weights files.
"""

import base64
import json
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

random = np.random.default_rng(25)
layers = keras.layers
model = keras.Sequential([
    keras.Input((8, 8, 1)),
    layers.Conv2D(4, 3, padding="same", activation="relu"),
    layers.BatchNormalization(),
    layers.MaxPooling2D(),
    layers.Conv2D(6, 3, activation="tanh"),
    layers.Flatten(),
    layers.Dense(12, activation="gelu"),
    layers.Dense(5, activation="softmax"),
])


def text(array):
    return base64.b64encode(np.asarray(array, "<f4").tobytes()).decode()


tensors = {}
for place, layer in enumerate(model.layers):
    values = []
    for variable in layer.weights:
        name = variable.name.split("/")[-1]
        value = random.normal(0, 0.5, variable.shape).astype("f4")
        if name in ("moving_variance", "gamma"):
            value = np.abs(value) + 0.5
        values.append(value)
        tensors[f"{place}.{name}"] = {"shape": list(value.shape), "numbers": text(value)}
    layer.set_weights(values)

inputs = random.uniform(0, 1, (70, 8, 8, 1)).astype("f4")
outputs = np.asarray(model(inputs, training=False))
pathlib.Path(__file__).with_name("predictions.json").write_text(
    json.dumps({
        "made_by": f"keras {keras.__version__}, {keras.backend.backend()}", "tensors": tensors,
        "inputs": text(inputs), "outputs": text(outputs),
    }, indent=1) + "\n")
