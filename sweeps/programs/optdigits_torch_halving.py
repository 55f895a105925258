"""optdigits_torch.py for as many epochs as halving asks for: a training that is only compared ends earlier, and
one that goes on does so from where that one stood."""
import os
import runpy
import sys

sys.argv += ["--epochs", os.environ.get("SWEEP_UNTIL", "9"), "--resume"]
folder = os.path.dirname(os.path.abspath(__file__))
runpy.run_path(os.path.join(folder, "optdigits_torch.py"), run_name="__main__")
