#!/bin/sh
# With a job file, simple_slurm gives every task of an array the name of a variable in place of its number.
#
# Version: simple-slurm 0.3.6 (PyPI), Python 3.11; a script that keeps what it is sent stands in for Slurm's sbatch.
# Behaviour: `Slurm.sbatch` puts a backslash before each dollar, as it sends the script as a here-document, where
#   the shell takes it away again. With `job_file=...` it writes the file in the same way and submits that, where
#   nothing takes it away. The program of task 3 is called with "$SLURM_ARRAY_TASK_ID", these 20 characters, in
#   place of 3. Programs that take any text, as for the name of a run or a folder, all run under one name and
#   overwrite each other, and the same line without `job_file`, perhaps tried first, is right.
# Seen on 30 November 2026: tasks 0, 1 and 2 called with 0, 1 and 2 from the here-document, and each of them with
#   $SLURM_ARRAY_TASK_ID from the file.
# Exits with 1 when the tasks of the file are called with their numbers, or those of the here-document are not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q simple-slurm==0.3.6
cat > sbatch <<'B'
#!/bin/sh
cat "$@" > received
echo Submitted batch job 1
B
chmod +x sbatch
venv/bin/python - <<'P'
import os
import subprocess
import sys

from simple_slurm import Slurm


def arguments(**options):
    """What the program of each task is called with."""
    slurm = Slurm(job_name="seeds", array=range(3))
    slurm.sbatch("echo $SLURM_ARRAY_TASK_ID", sbatch_cmd="./sbatch", verbose=False, **options)
    return [
        subprocess.run(
            ["/bin/sh", "received"], env={**os.environ, "SLURM_ARRAY_TASK_ID": str(task)},
            stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        for task in range(3)]


document, file = arguments(), arguments(job_file="seeds.sh")
print("here-document:", document, "file:", file)
sys.exit(0 if document == ["0", "1", "2"] and file == ["$SLURM_ARRAY_TASK_ID"] * 3 else 1)
P
