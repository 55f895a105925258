import Documents

/// The text of `sweep help command`: the contract between a sweep and the programs that it starts.
enum ProgramHelp {
  static let name = "command"

  static let text = """
    Any training program, in any language: a spec names it under 'command' in place of network and
    training. For each trial it is started once, told what to train, and believed what it measures.

      sweep: resnet-decay
      command: [python3, train.py, "--lr=$lr", "--decay=$decay"]
      parameters: { lr: logspace(1e-4, 1e-1, 4), decay: [0, 1e-4] }
      evaluate: { folds: { k: 5 }, replicates: 3, seed: 7 }
      metric: { name: val_accuracy, goal: maximize, at: best }

    Without a file: sweep run -j 8 -r 3 --folds 5 -- python3 train.py --lr {lr} lr=0.1,0.01
    --search sobol --configurations 40 before the '--' draws from 'lr=loguniform(1e-5,1e-1)' instead.
    'sweep init -- ...' writes that as a spec. A sweep.yaml of Weights & Biases is read as it is: it
    starts beside the program, random draws need run_cap, and 'sweep init FILE' makes a grid of others.

    THE SPEC

      command: [...]            words; no shell is asked, and one text is split as a shell splits it. A
                                word that names a file beside the spec is that file. $name or ${name} is
                                a value (lists and blocks as JSON), ${args} is --name=value of every
                                parameter, ${args_no_hyphens} is name=value (and W&B's other macros),
                                $sweep.seed is the trial's seed, $$ is a dollar sign
      [code: [train.py, lib/]]  files and folders whose hash is part of every trial: changed code is
                                another training. By default the files that command names
      [data: DATA]              whose rows are dealt to folds:
                                { rows: N }  { csv: FILE, target: COLUMN, group: COLUMN }  optdigits
                                also order, split, test, indices and kind: 'sweep help tables'
      [evaluate: { replicates: { seeds: [1, 2, 3], as: seed } }]   the replicates' own seeds: $seed
      [directory: code]         start beside the spec, not in a directory of the attempt's own
      [sync: .]                 the folder, beside the spec or below, that 'sweep run --host' brings to
                                other hosts; interpreters and libraries have to be there
      [metrics: {...}]          pattern: a regular expression, or several that all read a line, with
                                named groups: 'epoch (?<epoch>[0-9]+) acc=(?<val_accuracy>[0-9.]+)';
                                format: xgboost, lightgbm, catboost, sklearn, fasttext or vw reads what
                                the library prints; names: [...] are those to keep
      [needs: { slots: 2, gpus: 1, memory: 4G, tags: [avx512] }]
      [limits: { trial: 10m, memory: 4G }]    of the program with all that it starts

    With data, folds are stratified (by target), kfold, grouped (no group on both sides of a split),
    stratified_grouped, leave_one_group_out, or ordered (trained on what comes before); with a group,
    folds without a kind and a holdout keep groups together, and kinds that would not are refused.
    Without data, folds: { k: 5 } tells the program the number of its fold.

    IN: the environment of every program. $sweep.NAME in a spec, {NAME} on a command line, put the same
    on the program's own: seed, fold, replicate, train_index, valid_index, dir, checkpoint, ...

      SWEEP_PARAMS              a file: the values as JSON
      SWEEP_SEED                0 to 2147483647; the same for all configurations of a replicate and fold
      SWEEP_REPLICATE  SWEEP_FOLD  SWEEP_CONFIGURATION   counted from 0
      SWEEP_FOLDS  SWEEP_TRIAL  SWEEP_ATTEMPT            attempts count from 1
      SWEEP_TRAIN_INDEX  SWEEP_VALID_INDEX  SWEEP_TEST_INDEX
                                files: numbers of rows from 0, one a line; .npy beside .txt for NumPy
      SWEEP_DIR                 a directory of this attempt's own, where it starts. What lies beside the
                                spec appears in it as links; logs behind links are not read, and a write
                                through one is told
      SWEEP_CODE                the folder of the spec; also first on PYTHONPATH
      SWEEP_UNTIL               with halving, the epoch after which this trial is compared and ends; not
                                set where it is trained to its end. A program may look there and stop;
                                one that does not is ended by SIGTERM once it has measured the metric at
                                a later one, or a second after that one (ten if it has left something in
                                SWEEP_CHECKPOINT), and what comes later does not count
      SWEEP_CHECKPOINT          a directory that the next attempt at the same trial finds again, and
                                with halving the trial that goes on at the next rung, on any worker:
                                where the program has ended by itself, up to 256 MiB of plain files
      SWEEP_METRICS             a file to append to: see OUT
      SWEEP_PREDICTIONS         a file to write, if you like: see SINGLE ROWS
      OMP_NUM_THREADS and its kin    as many as needs.slots
      CUDA_VISIBLE_DEVICES      where needs.gpus asks for some: GPUs of its own among the worker's,
                                which are --gpus, or what Slurm gave its job, or all of the machine

    OUT: what the program has already, live, while it runs

      1  SWEEP_METRICS          JSON lines appended to it: {"epoch": 3, "val_accuracy": 0.91}
      2  Weights & Biases       wandb.log, offline and without an account; its summary
      3  MLflow, 4 Trackio      mlflow.db, trackio/*.db; read when the program has ended
      5  DVCLive                plots/metrics/*.tsv and metrics.json
      6  Sacred                 metrics.json; in a file of this name also a row an epoch or step, in a
                                list or a line each, and plain numbers, which are of the end
      7  Hugging Face           trainer_state.json of the last checkpoint
      8  skorch                 history.json
      9  TensorBoard            event files; Keras's epoch_loss in 'validation' is val_loss
      10 a table                .csv, .tsv or .log with a column epoch or step
      11 standard output        JSON, name=value, what metrics.pattern or metrics.format reads
      12 standard error         the same; a bar that is drawn on one stream spoils no line of the other

    All but 1, 11 and 12 are found by their names below SWEEP_DIR, six folders deep. Each metric is
    taken from the first of them that knows it, whichever is written first, and 'sweep show' names it.
    Each file is a series of its own (of TensorBoard each folder, of a row with "split": "val" each
    part), and no two are joined. Where two of a kind share a name and differ, they go by their folders,
    as in test/accuracy, and the bare name is refused; but of training and validation, validation
    counts, and of several runs of W&B, MLflow or Trackio the one that logged last.
    Within an epoch the last value stands. A program that counts epochs from 0 is counted from
    1, which only 'sweep show' tells. Where epochs repeat, are fractions or are missing,
    measurements are numbered by step, or in order; a line without an epoch belongs to the last
    that was named, and where none is, a metric that comes again begins the next. Of more than
    200,000 numbers some are left out: never a curve's first, last, smallest or greatest, nor
    the epoch that 'at' names. All that was renumbered, left out, chosen, or could not be read
    as a number is told by 'sweep show' and below the table. A line of JSON over 1 MiB in
    SWEEP_METRICS fails the trial.
    Programs with checkpoints should use the file: what is under way in a pipe is lost when a
    worker's processes are killed, and the next attempt does not measure it again.
    A program that measures nothing is judged by metric: { name: exit_code }.
    sweeps/python/sweep_trial.py says all of this in Python: trial.params, trial.checkpoint,
    trial.report(val_accuracy=0.9).

    SINGLE ROWS: with a test part, a holdout, or data of the program's own

      row,prediction      or      row,correct
      17,versicolor               17,1

    Claims from replicates alone hold for these validation rows. Where each trial writes of every row
    whether it was right there, tables, compare and best claim what holds for other rows as well, and
    say so. A line for each row of SWEEP_VALID_INDEX, in any order, of the network at the epoch that
    'at' picks; other columns are overlooked. A prediction is right if it is the text, or the number,
    in the target of the data's csv, or the name or number from 0 of the class in a set known by name;
    else write correct, 1 or 0. A program with data of its own gives each row the same number in all
    trials. The share of rows that are right has to be the metric: accuracy or error, also in per cent.
    A file that is not used is told below the table with its reason, and so are trials without one.

    LIFE

      The program leads a session of its own, without standard input. What it prints goes to output.log
      in SWEEP_DIR, the last 64 KiB to the results file. To end it, SIGTERM goes to its process group,
      and 5 s later SIGKILL; what it leaves behind, daemons too, is ended. The directory of a trial goes
      when the trial has its result, and stays when it failed: with 'sweep run', in
      RESULTS-attempts/TRIAL/ATTEMPT.

      A program that cannot be started on a machine is no failure of its trial: the worker hands it back
      and goes home (exit code 69).

      exit code 0       a result, when the metric was measured
                75      try again
                64, 78  the command line or the configuration is wrong: not tried again
                other   failed; tried again as often as retry allows
      'sweep show TRIAL' tells the cause, and the last that was printed.
      A measure that is no finite number is a trial that diverged.
    """
}
