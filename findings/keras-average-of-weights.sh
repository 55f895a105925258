#!/bin/sh
# Keras's average of weights is another one when the same updates are made of gradients accumulated over batches.
#
# Version: keras 3.15.1, jax 0.10.2, numpy 2.4.6 (PyPI), Python 3.11.
# Behaviour: with `gradient_accumulation_steps=k` an optimizer is documented to update the variables of the model and
#   its own at every k-th batch only. The average that `use_ema=True` keeps, which `fit` puts in place of the
#   weights at its end, is updated at every batch: at the k - 1 without an update the same weights are averaged in
#   again. With a momentum m, an update weighs as with m to the power of k: 0.99 and 32 batches of 8 rows, to stand
#   for 256, average over 3 updates in place of 100. Nothing warns, and the weights before that are the same.
# Seen on 30 November 2026: after 20 equal updates of SGD with a momentum of 0.9, each to the same weight of 20, an
#   average of 12.2 without accumulation, 15.3 with 2 batches, 17.4 with 4. After `fit` on rows that are all alike,
#   a weight of 1.94 with batches of 16, 2.50 with four accumulated batches of 4.
# Exits with 1 when the averages are the same, or the weights are not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q keras==3.15.1 jax==0.10.2 numpy==2.4.6
KERAS_HOME="$folder" KERAS_BACKEND=jax JAX_PLATFORMS=cpu timeout 400 venv/bin/python -W ignore - <<'P'
import sys

import keras
import numpy

averaging = {"use_ema": True, "ema_momentum": 0.9}


def update(batches):
    """The weight and its average after 20 updates by a gradient of -1."""
    weight = keras.Variable([0.0])
    optimizer = keras.optimizers.SGD(
        1.0, gradient_accumulation_steps=batches if batches > 1 else None, **averaging)
    optimizer.build([weight])
    for _ in range(20 * batches):
        optimizer.apply([numpy.array([-1], "float32")], [weight])
    last = float(numpy.array(weight)[0])
    optimizer.finalize_variable_values([weight])
    return last, round(float(numpy.array(weight)[0]), 3)


def fit(batches, **options):
    """The weight after five epochs of 64 equal rows, 16 of them to an update."""
    model = keras.Sequential([
        keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(
        0.05, gradient_accumulation_steps=batches if batches > 1 else None, **options), "mse")
    rows = numpy.ones((64, 1), "float32")
    model.fit(rows, 3 * rows, batch_size=16 // batches, epochs=5, verbose=0)
    return round(model.get_weights()[0].item(), 3)


updated = {batches: update(batches) for batches in (1, 2, 4)}
fitted = {batches: (fit(batches), fit(batches, **averaging)) for batches in (1, 4)}
print("weight and average, by batches:", updated, "after fit:", fitted)
as_seen = (
    {last for last, _ in updated.values()} == {20}
    and updated[1][1] + 1 < updated[2][1] < updated[4][1] - 1
    and fitted[1][0] == fitted[4][0] and fitted[1][1] + 0.3 < fitted[4][1])
sys.exit(0 if as_seen else 1)
P
