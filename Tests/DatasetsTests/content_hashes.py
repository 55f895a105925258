"""Prints the content hashes that RealDataTests and DigitsTests pin, by NumPy and SciPy alone.

Run in the package's folder, with the real data in ../shared/data. A hash is BLAKE2b-256 of the
form's bytes (Form.encoded), the hash of the examples and the hash of the targets.
"""

import gzip
import hashlib
import struct

import numpy as np
import scipy.io

DATA = "../shared/data/"
DIGITS = [str(digit) for digit in range(10)]
LETTERS = [chr(ord("A") + index) for index in range(26)]


def digest(content):
    return hashlib.blake2b(content, digest_size=32).digest()


def form(shape, scale, training, test, classes):
    content = struct.pack("<BHHH", 0, *shape)
    content += b"\1" if scale is None else struct.pack("<Bf", 0, np.float32(scale))
    content += struct.pack("<IIBI", training, test, 0, len(classes))
    for name in classes:
        content += struct.pack("<I", len(name)) + name.encode()
    return content


def show(name, examples, labels, shape, scale, training, classes):
    header = form(shape, scale, training, len(labels) - training, classes)
    arrays = digest(np.ascontiguousarray(examples).tobytes())
    arrays += digest(np.asarray(labels).astype("<i4").tobytes())
    print(f"{name:15}{digest(header + arrays).hex()}")


def images(path):
    content = gzip.open(DATA + path).read()
    return np.frombuffer(content, np.uint8, offset=16).reshape(struct.unpack(">3I", content[4:16]))


def labels(path):
    return np.frombuffer(gzip.open(DATA + path).read(), np.uint8, offset=8).astype(int)


digits = np.fromfile("Sources/CDigits/digits.bin", np.uint8)
show("digits", digits[: 1797 * 64], digits[1797 * 64 :], (8, 8, 1), 1 / 16, 1442, DIGITS)

mnist = [
    (images(f"mnist/{part}-images-idx3-ubyte.gz"), labels(f"mnist/{part}-labels-idx1-ubyte.gz"))
    for part in ("train", "t10k")
]
x, y = (np.concatenate(arrays) for arrays in zip(*mnist))
show("mnist", x, y, (28, 28, 1), 1 / 255, len(mnist[0][1]), DIGITS)

optdigits = [
    np.loadtxt(DATA + f"optdigits/optdigits.{part}", delimiter=",", dtype=np.uint8)
    for part in ("tra", "tes")
]
rows = np.concatenate(optdigits)
show("optdigits", rows[:, :64], rows[:, 64], (8, 8, 1), 1 / 16, len(optdigits[0]), DIGITS)

batches = [
    np.frombuffer(gzip.open(DATA + f"cifar10/{name}.bin.gz").read(), np.uint8).reshape(-1, 3073)
    for name in [f"data_batch_{number}" for number in range(1, 6)] + ["test_batch"]
]
rows = np.concatenate(batches)
pixels = rows[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
classes = open(DATA + "cifar10/batches.meta.txt").read().split()
training = len(rows) - len(batches[5])
show("cifar10", pixels, rows[:, 0], (32, 32, 3), 1 / 255, training, classes)

emnist = [
    (
        images(f"emnist-letters/emnist-letters-{part}-images-idx3-ubyte.gz").transpose(0, 2, 1),
        labels(f"emnist-letters/emnist-letters-{part}-labels-idx1-ubyte.gz") - 1,
    )
    for part in ("train", "test")
]
x, y = (np.concatenate(arrays) for arrays in zip(*emnist))
show("emnist-letters", x, y, (28, 28, 1), 1 / 255, len(emnist[0][1]), LETTERS)

parts = [emnist[0], mnist[0], emnist[1], mnist[1]]
x = np.pad(np.concatenate([part[0] for part in parts]), ((0, 0), (2, 2), (2, 2)))
y = np.concatenate([part[1] + 26 * (index % 2) for index, part in enumerate(parts)])
training = len(parts[0][1]) + len(parts[1][1])
show("emnist36", x, y, (32, 32, 1), 1 / 255, training, LETTERS + DIGITS)

nist = scipy.io.loadmat(DATA + "nist36/nist26_valid.mat")
x = nist["valid_data"].reshape(-1, 32, 32).transpose(0, 2, 1).astype("<f4")
y = nist["valid_labels"].argmax(1)
show("nist26_valid", x, y, (32, 32, 1), None, len(y), [str(number) for number in range(26)])
