#!/bin/sh
# simple_slurm's `srun` leaves out, without a word, the options without a value that its `sbatch` passes on.
#
# Version: simple-slurm 0.3.6 (PyPI), Python 3.11; scripts that keep what they are given stand in for Slurm's.
# Behaviour: an option such as `exclusive=True` is documented to switch on what has no value, and one object's
#   options serve both of its methods. `sbatch` writes `--exclusive` into the script. `srun` calls the program
#   without it, and with the options that do have a value: a measurement that asked for a node of its own shares
#   it, and one that asked for `--overcommit` or `--contiguous` gets another allocation than it was given before.
# Seen on 30 November 2026: of ntasks=2, exclusive=True and contiguous=True, sbatch had all and srun `--ntasks=2`.
# Exits with 1 when srun is called with the options without a value, or sbatch is not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q simple-slurm==0.3.6
cat > sbatch <<'B'
#!/bin/sh
cat > received
echo Submitted batch job 1
B
cat > srun <<'B'
#!/bin/sh
echo "$@" > called
B
chmod +x sbatch srun
venv/bin/python - <<'P'
import pathlib
import sys

from simple_slurm import Slurm

options = {"ntasks": 2, "exclusive": True, "contiguous": True}
Slurm(**options).sbatch("hostname", sbatch_cmd="./sbatch", verbose=False)
Slurm(**options).srun("hostname", srun_cmd="./srun")
script, called = pathlib.Path("received").read_text(), pathlib.Path("called").read_text()
in_script = {name for name in options if f"#SBATCH --{name} " in script}
in_call = {name for name in options if f"--{name}" in called}
print("sbatch:", sorted(in_script), "srun:", called.strip())
sys.exit(0 if in_script == set(options) and in_call == {"ntasks"} else 1)
P
