"""Opens the networks that a sweep kept with Python's safetensors, as any user would.

    python3 read_weights.py sweep.sqlite.weights/*.safetensors

Prints a line a file: its tensors with their shapes, and what its metadata say. Fails when a file is
not what `sweep help spec` promises. Needs `pip install safetensors numpy`; where they are missing it
says so and ends with code 77, by which test programs know a skipped test.
"""

import json
import sys

try:
    import numpy
    from safetensors import safe_open
except ImportError as error:
    print(f"skipped: {error.name} is not installed")
    sys.exit(77)

for path in sys.argv[1:]:
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
        assert metadata["format"] == "sweep network" and metadata["version"] == "1", metadata
        assert path.endswith(metadata["trial"] + ".safetensors"), path
        layers = json.loads(metadata["network"])
        width = numpy.prod(json.loads(metadata["input"]))
        classes = json.loads(metadata["classes"])
        tensors = {name: file.get_tensor(name) for name in file.keys()}
        for place, layer in enumerate(layers):
            if "dense" not in layer:
                continue
            units = layer["dense"]["units"]
            assert tensors[f"{place}.kernel"].shape == (width, units), (place, width, units)
            assert tensors[f"{place}.bias"].shape == (units,)
            width = units
        assert width == len(classes)
        for tensor in tensors.values():
            assert tensor.dtype == numpy.float32 and numpy.isfinite(tensor).all()
        shapes = ", ".join(f"{name} {tensor.shape}" for name, tensor in sorted(tensors.items()))
        print(f"epoch {metadata['epoch']}: {shapes}")
