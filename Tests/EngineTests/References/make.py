"""Writes the reference trainings that ReferenceTests compares the engine with.

    pip install keras tensorflow-cpu torch
    python make.py            # writes *.json beside itself
    python make.py tables     # writes tables.json alone

Each case trains 20 steps, by Keras and where PyTorch defines the same thing by PyTorch too, and
keeps the inputs (bytes, seen as byte / 255), the targets, the loss of every step, and all weights
before the first and after the first, fifth and twentieth step. Numbers are base64 of little-endian
floats, tensors in the order of the layers and in Keras's layout.
"""

import base64
import json
import os
import pathlib
import sys

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import torch

SAMPLES, BATCH, STEPS, KEPT = 16, 4, 20, (1, 5, 20)


def dense(units, activation="linear", **more):
    return {"dense": {"units": units, "activation": activation, **more}}


def conv(filters, size, padding="valid", activation="linear", strides=1):
    fields = {"filters": filters, "size": size, "strides": strides, "padding": padding}
    return {"conv": {**fields, "activation": activation}}


def pool(kind="max", size=2, strides=None, padding="valid"):
    return {kind + "_pool": {"size": size, "strides": strides or size, "padding": padding}}


FLATTEN, NORM, MEAN = {"flatten": {}}, {"batch_norm": {}}, {"global_avg_pool": {}}
SGD = {"name": "sgd", "learning_rate": 0.1}
MOMENTUM = {"name": "sgd", "learning_rate": 0.05, "momentum": 0.9}
ADAM = {"name": "adam", "learning_rate": 0.003}
CCE, BCE, MSE = "categorical_crossentropy", "binary_crossentropy", "mean_squared_error"
FOCAL, HUBER = "categorical_focal_crossentropy", "huber"
LAYER_NORM = {"layer_norm": {}}
# Three numbers, and two columns of four and three categories among them.
EMBEDDING = {"embedding": {"dimensions": 2, "blocks": [[1, 5], [6, 9]]}}

SMALL = [dense(7, "tanh"), dense(4, "softmax")]


def case(name, layers, shape=(6,), loss=CCE, optimizer=SGD, torch=True, **more):
    return dict(name=name, input=list(shape), layers=layers, loss=loss, optimizer=optimizer,
                torch=torch, **more)


def activation(name):
    return {"activation": {"function": name}}


def image(name, *layers, shape=(7, 6, 2), torch=True, **more):
    layers = [conv(5, 2, activation="tanh"), *layers, FLATTEN, dense(3, "softmax")]
    return case(name, layers, shape, torch=torch, **more)


# PyTorch means something else by Adam's and RMSprop's epsilon, and has no same padding with strides.
FILES = {
    "optimizers": [
        case("sgd", SMALL),
        case("momentum", SMALL, optimizer=MOMENTUM),
        case("nesterov", SMALL, optimizer={**MOMENTUM, "nesterov": True}),
        case("adam", SMALL, optimizer=ADAM, torch=False),
        case("adamw", SMALL, optimizer={**ADAM, "name": "adamw", "weight_decay": 0.05}, torch=False),
        case("rmsprop", SMALL, optimizer={**ADAM, "name": "rmsprop"}, torch=False),
        case("clip norm", SMALL, optimizer={**SGD, "clip_norm": 0.2}),
        case("step", SMALL, schedule={"step": 0.5}, torch=False),
        case("exponential", SMALL, schedule={"exponential": 0.5}, torch=False),
        case("cosine", SMALL, schedule={"cosine": 0.1}, torch=False),
        case("l1 and l2", [dense(7, "relu", l1=0.002, l2=0.01), dense(4, "softmax", l2=0.02)],
             torch=False),
    ],
    "losses": [
        case("categorical", SMALL),
        case("categorical, smoothed", SMALL, smoothing=0.2),
        case("binary", [dense(7, "relu"), dense(4, "sigmoid")], loss=BCE),
        case("binary, smoothed", [dense(7, "relu"), dense(4, "sigmoid")], loss=BCE, smoothing=0.2,
             torch=False),
        case("squared error", [dense(7, "leaky_relu"), dense(4, "tanh")], loss=MSE),
        case("squared error of softmax", [dense(7, "sigmoid"), dense(4, "softmax")], loss=MSE),
    ],
    "layers": [
        image("conv valid", conv(6, 3, activation="relu")),
        image("conv same", conv(6, 3, "same", "tanh")),
        image("conv same, even kernel", conv(6, 4, "same", "tanh"), torch=False),
        image("conv valid, stride 2", conv(6, 3, strides=2)),
        image("conv same, stride 2", conv(6, 3, "same", strides=2), torch=False),
        image("conv same, one channel", conv(4, 5, "same"), shape=(6, 5, 1)),
        case("conv same first", [conv(4, 3, "same", "relu"), FLATTEN, dense(3, "softmax")],
             (6, 5, 1)),
        image("max pool", pool()),
        image("max pool same, overlapping", pool(size=3, strides=2, padding="same"), torch=False),
        image("average pool", pool("avg")),
        image("average pool same", pool("avg", 3, 2, "same"), torch=False),
        case("global average", [conv(5, 3), MEAN, dense(3, "softmax")], (6, 5, 2)),
        case("batch norm after dense", [dense(9), NORM, activation("relu"), dense(3, "softmax")]),
        image("batch norm after conv", NORM, activation("tanh"), conv(4, 2), NORM),
    ],
    "networks": [
        case("mlp-64", [dense(12, "relu"), dense(12, "relu"), dense(10, "softmax")], (30,)),
        case("mlp-500-300", [dense(20, "relu", l2=0.001), dense(14, "relu", l2=0.001),
                             dense(10, "softmax")], (30,), torch=False),
        case("mnist-cnn", [conv(4, 3, activation="relu"), pool(), conv(6, 3, activation="relu"),
                           pool(), conv(6, 3, activation="relu"), FLATTEN, dense(8, "relu"),
                           dense(10, "softmax")], (18, 18, 1)),
        case("mnist-cnn-bn", [conv(4, 3, "same"), NORM, activation("relu"), pool(),
                              conv(4, 3, "same"), NORM, activation("relu"), pool(), FLATTEN,
                              dense(16, "relu"), dense(10, "softmax")], (12, 12, 1),
             optimizer={"name": "sgd", "learning_rate": 0.02}),
        case("optdigits-cnn", [conv(3, 3, "same", "relu"), pool(), conv(5, 3, "same", "relu"),
                               pool(), conv(8, 3, "same", "relu"), pool(), FLATTEN,
                               dense(12, "sigmoid"), dense(20, "sigmoid"), dense(10, "softmax")],
             (8, 8, 1), optimizer=ADAM, torch=False),
        case("denoiser", [dense(12, "relu"), dense(9, "relu"), dense(12, "relu"),
                          dense(30, "sigmoid")], (30,), loss=BCE, optimizer=ADAM, torch=False),
        case("characters", [dense(10, "sigmoid"), dense(36, "softmax")], (32,)),
        case("characters autoencoder", [dense(6, "relu"), dense(6, "relu"), dense(6, "relu"),
                                        dense(32, "sigmoid")], (32,), loss=MSE,
             optimizer=MOMENTUM),
        case("characters-cnn", [conv(3, 3, activation="relu"), pool(),
                                conv(3, 3, activation="relu"), pool(),
                                conv(9, 3, activation="relu"), pool(), FLATTEN,
                                dense(12, "relu"), dense(36, "softmax")], (22, 22, 1)),
        case("cifar", [conv(4, 5, activation="relu"), pool(), conv(6, 5, activation="relu"), pool(),
                       FLATTEN, dense(10, "softmax")], (16, 16, 3),
             optimizer={"name": "sgd", "learning_rate": 0.01, "momentum": 0.9}),
        case("cifar-overfit", [conv(4, 5, activation="relu"), pool(), conv(3, 5, activation="relu"),
                               pool(), FLATTEN, dense(14, "relu"), dense(8, "relu"),
                               dense(10, "softmax")], (16, 16, 3)),
        case("cifar-linear", [conv(4, 5), pool("avg"), conv(3, 5), pool("avg"), FLATTEN,
                              dense(10, "softmax")], (16, 16, 3)),
        case("cifar-shallow", [conv(3, 5), FLATTEN, dense(10, "softmax")], (10, 10, 3)),
    ],
    # Keras alone defines these as the engine has them.
    "tables": [
        case("gelu", [dense(9, "gelu"), dense(4, "softmax")], torch=False),
        case("selu", [dense(9, "selu"), dense(4, "softmax")], torch=False),
        case("layer norm", [dense(9), LAYER_NORM, activation("relu"), dense(4, "softmax")], torch=False),
        case("layer norm first", [LAYER_NORM, dense(9, "tanh"), dense(4, "softmax")], torch=False),
        case("layer norm of an image", [conv(5, 2), LAYER_NORM, activation("gelu"), FLATTEN,
                                        dense(3, "softmax")], (7, 6, 2), torch=False),
        case("focal", SMALL, loss=FOCAL, torch=False),
        case("focal, other numbers", SMALL, loss=FOCAL, alpha=0.7, gamma=1.5, torch=False),
        case("huber", [dense(7, "tanh"), dense(1)], loss=HUBER, delta=0.3, torch=False),
        case("huber of four", [dense(7, "tanh"), dense(4)], loss=HUBER, torch=False),
        case("class weights", SMALL, class_weight=[0.5, 1, 3, 0], torch=False),
        case("class weights, smoothed", SMALL, smoothing=0.1, class_weight=[0.5, 1, 3, 2], torch=False),
        case("focal with class weights", SMALL, loss=FOCAL, class_weight=[2, 1, 0.5, 1], torch=False),
        case("one sigmoid for two classes", [dense(7, "relu"), dense(1, "sigmoid")], loss=BCE,
             single=True, torch=False),
        case("one sigmoid with class weights", [dense(7, "relu"), dense(1, "sigmoid")], loss=BCE,
             single=True, class_weight=[0.5, 4], torch=False),
    ],
    "embeddings": [
        case("embedding", [EMBEDDING, dense(7, "tanh"), dense(4, "softmax")], (10,)),
        case("embedding, momentum", [EMBEDDING, dense(7, "relu"), dense(4, "softmax")], (10,),
             optimizer=MOMENTUM),
        case("embedding, adam", [EMBEDDING, dense(7, "relu"), dense(4, "softmax")], (10,),
             optimizer=ADAM, torch=False),
    ],
}


def numbers(array):
    return base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()


def width(c):
    return c["layers"][-1]["dense"]["units"]


def blocks(c):
    """Where one-hot columns begin and end."""
    return c["layers"][0].get("embedding", {}).get("blocks", [])


def data(c):
    rng = np.random.default_rng(7)
    x = rng.integers(0, 256, (SAMPLES, *c["input"]), dtype=np.uint8)
    for start, end in blocks(c):
        x[:, start:end] = 255 * np.eye(end - start)[rng.integers(0, end - start, SAMPLES)]
    if c.get("single"):
        return x, rng.integers(0, 2, SAMPLES)
    if c["loss"] in (CCE, FOCAL):
        return x, rng.integers(0, width(c), SAMPLES)
    return x, rng.random((SAMPLES, width(c)), dtype=np.float32)


def batches(x, y):
    for step in range(STEPS):
        start = step * BATCH % SAMPLES
        yield step + 1, x[start:start + BATCH].astype(np.float32) / 255, y[start:start + BATCH]


def keras_embedding(c):
    """Numbers, then a row of a table for each column of categories."""
    f = c["layers"][0]["embedding"]
    inputs = keras.Input(c["input"])
    taken = {column for start, end in f["blocks"] for column in range(start, end)}
    rest = [column for column in range(c["input"][0]) if column not in taken]
    parts = [keras.layers.Lambda(lambda x: keras.ops.take(x, rest, axis=1))(inputs)]
    for start, end in f["blocks"]:
        place = keras.layers.Lambda(lambda x, s=start, e=end: keras.ops.argmax(x[:, s:e], axis=1))(inputs)
        parts.append(keras.layers.Embedding(end - start, f["dimensions"])(place))
    return keras.Model(inputs, keras.layers.Concatenate()(parts))


def keras_model(c):
    layers = [keras.Input(c["input"])]
    for layer in c["layers"]:
        if "embedding" in layer:
            layers.append(keras_embedding(c))
            continue
        (word, f), = layer.items()
        if word == "dense":
            penalty = keras.regularizers.L1L2(f.get("l1", 0), f.get("l2", 0))
            layers.append(keras.layers.Dense(f["units"], f["activation"], kernel_regularizer=penalty))
        elif word == "conv":
            layers.append(keras.layers.Conv2D(f["filters"], f["size"], f["strides"], f["padding"],
                                              activation=f["activation"]))
        elif word == "max_pool":
            layers.append(keras.layers.MaxPooling2D(f["size"], f["strides"], f["padding"]))
        elif word == "avg_pool":
            layers.append(keras.layers.AveragePooling2D(f["size"], f["strides"], f["padding"]))
        else:
            layers.append({"flatten": keras.layers.Flatten,
                           "batch_norm": keras.layers.BatchNormalization,
                           "layer_norm": keras.layers.LayerNormalization,
                           "global_avg_pool": keras.layers.GlobalAveragePooling2D,
                           "activation": lambda: keras.layers.Activation(f["function"])}[word]())
    return keras.Sequential(layers)


def keras_rate(c):
    rate = c["optimizer"]["learning_rate"]
    (word, factor), = c.get("schedule", {"constant": 1}).items()
    schedules, epoch = keras.optimizers.schedules, SAMPLES // BATCH
    return {"constant": lambda: rate,
            "step": lambda: schedules.ExponentialDecay(rate, epoch, factor, staircase=True),
            "exponential": lambda: schedules.ExponentialDecay(rate, epoch, factor),
            "cosine": lambda: schedules.CosineDecay(rate, STEPS - 1, factor)}[word]()


def by_keras(c, model, x, y):
    o = c["optimizer"]
    kinds = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam,
             "adamw": keras.optimizers.AdamW, "rmsprop": keras.optimizers.RMSprop}
    more = {k: v for k, v in o.items() if k in ("momentum", "nesterov", "weight_decay")}
    if "clip_norm" in o:
        more["global_clipnorm"] = o["clip_norm"]
    s = c.get("smoothing", 0)
    loss = {CCE: keras.losses.CategoricalCrossentropy(label_smoothing=s),
            BCE: keras.losses.BinaryCrossentropy(label_smoothing=s),
            FOCAL: keras.losses.CategoricalFocalCrossentropy(c.get("alpha", 0.25), c.get("gamma", 2)),
            HUBER: keras.losses.Huber(c.get("delta", 1)),
            MSE: keras.losses.MeanSquaredError()}[c["loss"]]
    model.compile(kinds[o["name"]](keras_rate(c), **more), loss)
    weight = dict(enumerate(c["class_weight"])) if "class_weight" in c else None
    if c.get("single"):
        y = y.reshape(-1, 1).astype(np.float32)
    if c["loss"] in (CCE, FOCAL):
        y = keras.utils.to_categorical(y, width(c))
    losses, kept = [], []
    for step, xb, yb in batches(x, y):
        # train_on_batch gives the mean of all losses since the last reset.
        model.reset_metrics()
        losses.append(float(model.train_on_batch(xb, yb, class_weight=weight)))
        if step in KEPT:
            kept.append([numbers(w) for w in model.get_weights()])
    return {"losses": losses, "weights": kept}


ACTIVATIONS = {"linear": lambda x: x, "relu": torch.relu, "tanh": torch.tanh,
               "sigmoid": torch.sigmoid, "softmax": lambda x: torch.softmax(x, -1),
               "leaky_relu": lambda x: torch.nn.functional.leaky_relu(x, 0.2)}


def by_torch(c, weights, x, y):
    """A functional model on Keras's layouts: they are permuted on the way into each function."""
    F = torch.nn.functional
    w = [torch.tensor(v) for v in weights]
    moving = set()
    place = 0
    for i, layer in enumerate(c["layers"]):
        word = next(iter(layer))
        if word == "batch_norm":
            moving |= {place + 2, place + 3}
        place += {"dense": 2, "conv": 2, "batch_norm": 4}.get(word, len(blocks(c)) if i == 0 else 0)
    for i, v in enumerate(w):
        v.requires_grad_(i not in moving)

    def logits(x):
        left = list(w)
        for i, layer in enumerate(c["layers"]):
            (word, f), = layer.items()
            image = x.permute(0, 3, 1, 2) if x.dim() == 4 else x
            if word == "dense":
                x = x @ left.pop(0) + left.pop(0)
            elif word == "conv":
                k = left.pop(0).permute(3, 2, 0, 1)
                x = F.conv2d(image, k, left.pop(0), f["strides"], f["padding"]).permute(0, 2, 3, 1)
            elif word == "max_pool":
                x = F.max_pool2d(image, f["size"], f["strides"]).permute(0, 2, 3, 1)
            elif word == "avg_pool":
                x = F.avg_pool2d(image, f["size"], f["strides"]).permute(0, 2, 3, 1)
            elif word == "global_avg_pool":
                x = x.mean((1, 2))
            elif word == "flatten":
                x = x.reshape(len(x), -1)
            elif word == "embedding":
                taken = {column for start, end in f["blocks"] for column in range(start, end)}
                rest = [column for column in range(x.shape[1]) if column not in taken]
                x = torch.cat([x[:, rest]] + [F.embedding(x[:, s:e].argmax(1), left.pop(0))
                                              for s, e in f["blocks"]], 1)
            elif word == "batch_norm":
                gamma, beta, mean, variance = (left.pop(0) for _ in range(4))
                axes = tuple(range(x.dim() - 1))
                center, spread = x.mean(axes), x.var(axes, correction=0)
                with torch.no_grad():
                    mean.mul_(0.99).add_(0.01 * center)
                    variance.mul_(0.99).add_(0.01 * spread)
                x = (x - center) / torch.sqrt(spread + 1e-3) * gamma + beta
            name = f.get("activation", f.get("function", "linear"))
            is_head = i == len(c["layers"]) - 1 and c["loss"] != MSE
            x = x if is_head else ACTIVATIONS[name](x)
        return x

    o = c["optimizer"]
    trained = [v for i, v in enumerate(w) if i not in moving]
    optimizer = torch.optim.SGD(trained, o["learning_rate"], o.get("momentum", 0),
                                nesterov=o.get("nesterov", False))
    losses, kept = [], []
    for step, xb, yb in batches(x, y):
        out, goal = logits(torch.tensor(xb)), torch.tensor(yb)
        loss = {CCE: lambda: F.cross_entropy(out, goal, label_smoothing=c.get("smoothing", 0)),
                BCE: lambda: F.binary_cross_entropy_with_logits(out, goal),
                MSE: lambda: F.mse_loss(out, goal)}[c["loss"]]()
        optimizer.zero_grad()
        loss.backward()
        if "clip_norm" in o:
            torch.nn.utils.clip_grad_norm_(trained, o["clip_norm"])
        optimizer.step()
        losses.append(loss.item())
        if step in KEPT:
            kept.append([numbers(v.detach().numpy()) for v in w])
    return {"losses": losses, "weights": kept}


def reference(c):
    keras.utils.set_random_seed(3)
    x, y = data(c)
    model = keras_model(c)
    initial = [np.array(w) for w in model.get_weights()]
    targets = {"labels": y.tolist()} if y.dtype == np.int64 else {"numbers": numbers(y)}
    result = {k: v for k, v in c.items() if k != "torch"}
    result |= {"inputs": base64.b64encode(x.tobytes()).decode(), "targets": targets,
               "initial": [numbers(w) for w in initial], "keras": by_keras(c, model, x, y)}
    if c["torch"]:
        theirs = by_torch(c, initial, x, y)
        # Its losses are kept; its weights only where they differ more than rounding explains.
        result["torch"] = {"losses": theirs["losses"], "weights": theirs["weights"][-1:]}
    return result


for file, cases in FILES.items():
    if len(sys.argv) > 1 and file not in sys.argv[1:]:
        continue
    path = pathlib.Path(__file__).parent / f"{file}.json"
    path.write_text(json.dumps({"cases": [reference(c) for c in cases]}, indent=1) + "\n")
    print(path.name, path.stat().st_size, "bytes")
print("keras", keras.__version__, "torch", torch.__version__)
