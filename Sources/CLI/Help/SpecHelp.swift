import Documents

/// The text of `sweep help spec`: everything that a spec can say.
///
/// The text stands in three parts, as a spec does: what is asked, which network, how it is trained.
enum SpecHelp {
  static let name = "spec"

  static let text = sweep + "\n" + network + "\n" + training

  private static let sweep = """
    A spec: what to train, which values to try, and how to judge them. YAML 1.2, or JSON.
    Keys in [ ] may be left out. Editors complete and check specs with sweeps/schema.json.

    THE SWEEP

      sweep: NAME          letters, digits, '.', '_' and '-'
      data: DATA           see below
      network: [...]       the layers, in order: see THE NETWORK
      training: {...}      see THE TRAINING
      [inspect: {...}]     what is measured by looking into each trained network, see below
      command: [...]       in place of network and training, any program: 'sweep help command'
      [parameters: {...}]  the values to try: every combination is a configuration, or a search draws
      [configurations: [...]]   single configurations, tried first, or alone without parameters
      [zip: [...]]         parameters that change together
      [exclude: [...]]     which configurations to leave out
      evaluate: {...}      on which rows, how often
      [metric: {...}]      the number that configurations are compared by
      [method: grid]       every combination; or a search, see below
      [stop: { at: 0.99 }] the mean of the metric that ends the sweep once a configuration has it
      [race: paired]       gives no further replicates and folds to what is clearly behind, see below
      [halving: {...}]     trains to the end only what does well after some epochs, see below
      [confirm: { top: 5, replicates: 10, on: test }]   trains the best again at the end, see below
      [retry: { max: 2 }]  how often a failed trial is tried again
      [limits: { trial: 10m, memory: 2GiB, failures: 5% }]   what ends a trial, and the run
      [keep: { weights: best, rows: false }]   the trained networks, and no rows: see below

    Data
      digits               1797 digits of 8x8 pixels, part of the program
      mnist                60,000 + 10,000 digits, 28x28
      optdigits            3823 + 1797 digits of 43 writers, 8x8
      cifar10              50,000 + 10,000 colour photographs, 32x32, in 10 classes
      emnist-letters       124,800 + 20,800 letters, 28x28, in 26 classes
      emnist36             emnist-letters and mnist with a margin, 32x32, in 36 classes
      nist36               characters of CMU's course on computer vision, 32x32, in 36 classes
      { set: NAME, part: training }   without its own test part, which then has no say in a choice
      { csv: FILE, target: COLUMN, ... }   a table of your own: see 'sweep help tables'
      { arff: FILE, target: COLUMN, ... }, { libsvm: FILE, ... }   Weka's and LIBSVM's formats
      { idx: { images: FILE, labels: FILE, [test_images: FILE, test_labels: FILE], [classes: [...]] } }
      { mat: { training: FILE, [test: FILE], [image: [HEIGHT, WIDTH]], [classes: [...]] } }
      { npz: { file: FILE, data: ARRAY, target: ARRAY, [test_data: ARRAY, test_target: ARRAY] } }
      { npy: { data: FILE, target: FILE, [test_data: FILE, test_target: FILE] } }   NumPy's arrays
    'sweep data' tells which of them are here and where they are looked for. classes are names, from
    label 0 on. mat wants matrices *_data, one example a row, and *_labels, one column a class.
    Pixels reach the network as numbers from 0 to 1, images as height x width x channels.

    Parameters: $NAME stands for the value wherever a value may stand.
      l2: [0, 1e-4, 1e-3]           a list
      l2: linspace(1e-6, 1e-3, 5)   5 numbers at equal distances
      l2: logspace(1e-5, 1e-1, 5)   5 numbers at equal ratios
      l2: range(1, 9, 2)            1, 3, 5, 7, 9
      size: { options: { small: [...], wide: [...] } }   blocks under labels, such as whole networks
    A parameter that only some options hold is tried with those alone; tables show nothing elsewhere.

    Configurations: blocks of values, or a CSV file with a column a parameter.
      configurations: [{ lr: 0.1, units: 64 }, { lr: 0.01, units: 128 }]
      configurations: defaults.csv
      Without parameters they are all there is. Beside a grid or a search they come first; a search
      counts them among its configurations, and learns from those that lie in its space. A value may
      lie outside. What the file holds becomes part of the spec that is kept. Of a program, a
      configuration may lack a parameter that no word names, or only one of ${args} or a word
      "--name=${name}", which is left out then.
    Zip: parameters of a grid that change together, as Python's zip has them.
      zip: [width, lr]              or several: [[width, lr], [data, epochs]]

    Exclude: blocks of conditions, all of which hold in what is left out.
      exclude: [{ activation: tanh, units: "> 256" }, { optimizer: [adam, rms] }]

    Method: { search: random, configurations: 60 }
      random draws each parameter by itself; sobol spreads the points evenly over the space (a Sobol
      sequence with Owen's scrambling), which finds as much with fewer. Proposal 5 is the same whatever
      the number of configurations: raising it goes on with the same search, and only what is new runs.
      No configuration is there twice; where the space has no more, there are fewer. Drawn numbers have
      six significant digits.
    Method: { search: tpe, configurations: 60, [pace: 8], [replicates: 1] }
      learns: a proposal follows from the results before it, by tree-structured Parzen estimators, or by
      a Gaussian process (gp: up to 12 parameters that are numbers, and 500 configurations). Which
      results those are is decided by a simulated schedule of pace workers and not by the clock, so any
      number of real ones gets the same proposals; with pace: free it is what is there, and no run is
      like another. It learns from so many replicates of each configuration, every fold of them. Trials
      that diverge or are given up count as the worst. 'sweep run --warm-start PILOT' begins with the
      finished configurations of another sweep that lie in the space: their values, with mean and sem
      (its standard error), are written into the spec as method.known, so that the same line again goes
      on with the same list.
      Parameters are then lists as above, or distributions:
      lr: loguniform(1e-5, 1e-1)             each decade as likely as the others
      dropout: "uniform(0, 0.5, step: 0.1)"  0, 0.1, ..., 0.5; without a step any number
      units: int(1, 9)                       whole numbers, also with a step; logint(16, 512)
      noise: normal(0, 1)                    mean and standard deviation; lognormal has the logarithm's
      act: "choice(relu, tanh, weights: [3, 1])"
    Stop: with stop: { at: 0.99 } any sweep decides on one configuration after another, at the same
      pace, and ends once one that may be known has that mean; what is in training then still ends.

    Race: { [rule: paired], [level: 0.05], [from: 3], [pace: 8], [for: design] }, or race: paired
      trains block by block; a block is one replicate and fold of all that are in. After each, those
      leave that are behind the leader by more than chance explains: a paired t test over the common
      blocks, whose variance the other pairs steady, from block 'from' on. The level is spent over all
      blocks, however many there will be, so more replicates later change no verdict; paired spends it
      on each configuration, sure divides it among all, which drops hardly a good one and saves less.
      Diverged trainings drop out, trials that are given up count as missing. With one left, the race
      ends. Blocks are dealt for 'pace' workers before the last verdicts are there: verdicts are the
      same for any number of real ones. Folds share training rows, so verdicts are about the winner of
      the full design; for: rows asks more of them. A search learns from method.replicates, which no
      race cuts short. What left stands below the line of the table: a verdict says where to spend,
      and claims nothing. 'sweep show NAME=VALUE' tells why, and
      'sweep retry --configuration NAME=VALUE' brings it back. 'sweep run --budget 2h' ends the dealing
      of a race after that time, and makes a race of a sweep that lists its configurations and has none:
      with further replicates, as many as it takes, until one is left or the time is over. What ended
      by its time may end elsewhere another time, and the table says that time was its limit.

    Halving: { [from: 1], [factor: 3], [to: EPOCHS], [brackets: one] }
      trains all configurations until epoch 'from', about one of 'factor' of them until from x factor,
      and so on; few of many reach 'to', which is training.epochs, and has to be written for programs.
      Each time that the next of a rung has its results, in an order drawn from the seed for a grid and
      in that of the proposals for a search, the best of those up to it go on: so decisions are the
      same for any number of workers, and more proposals later change none. With brackets: hyperband
      some begin at each rung, in Hyperband's numbers, for what learns slowly. Rungs compare means over
      all folds, and over all replicates, or those that a search says (method.replicates, 1 for tpe);
      what reaches the end is trained in all replicates. With tpe, configurations rank by how far
      they came, and then by the metric there. A network goes on from the checkpoint that it left at
      the rung before, on any worker, to the same numbers as in one go; where there is none (any more)
      it is trained from its beginning. RESULTS.checkpoints beside the results file holds them while
      the sweep may need them: at most keep: { checkpoints: 4GiB }, those of the worst go first; with
      none, none. What did not reach the end stands below the line of the table. A program finds the
      epoch in SWEEP_UNTIL, and one that ends by itself there hands on what it has in SWEEP_CHECKPOINT;
      one that does not look is ended by SIGTERM soon after it has measured the metric at that epoch,
      which counts as success. 'sweep retry --configuration NAME=VALUE' has one trained to its end that
      did not go on.

    Confirm: { [top: 5], [replicates: 10], [on: test] }
      A mean by which a configuration was chosen flatters it. Once all trials have ended, the best
      configurations are trained again with fresh seeds, and where rows are dealt on fresh splits; their
      means lead 'sweep table' and 'sweep best', beside those that chose them. With on: test they are
      measured on the data's own test part, and everything before sees the training part alone; without
      it they are confirmed on the rows that chose. Configurations that diverged or failed in a trial,
      or left a race, are not confirmed. Who is confirmed is on record before it is trained, and stands;
      what is confirmed is a sweep of its own, NAME+confirmed. 'sweep run FILE --set
      confirm.replicates=20' adds or extends it later.

    Evaluate: one design, with [replicates: 1] and [seed: 0].
      on: test                      the data's own test part; all other rows are trained on
      on: validation                the data's own validation part; its test part has no say
      on: indices                   the rows that data.indices lists
      holdout: 0.2                  a share of all rows, each class in proportion, groups whole
      folds: { k: 5, [kind: KIND], [repeats: 1] }   every row once, by k trainings on the others
        stratified, the usual kind, spreads each class over the folds, kfold deals without regard to
        them. Rows of one group stay together in grouped (even in rows), stratified_grouped (the usual
        kind where data.group is given) and leave_one_group_out (k is the number of groups, and may be
        left out). ordered, usual with data.order, validates n / (k + 1) rows after all those trained
        on, as scikit-learn's TimeSeriesSplit does; [gap: 10] rows before them are left out, and only
        the last [window: 500] of the others trained on.
      [nested: { folds: 5 }]        with holdout or folds: what the choice of the best is worth
        Once all is done, the whole choice, search, race or halving included, is made again without
        the rows of each of 5 outer folds, with seeds of its own, and its pick is trained on all that
        the choice has seen and measured on the fold. Below the table stands what the outer folds
        say, beside what the inner splits said of the same picks. The parts are sweeps of their own,
        such as NAME+outer1 and NAME+outer1+pick.
      [noise: { salt_and_pepper: [0, 0.2, 0.4] }]   the trained network is measured once more at each
        level of noise, a parameter of tables and plots; the metric val_accuracy@0.4 is one of them

    Inspect: { [rows: 200], [occlusion: {...}], [attacks: {...}] }
      Measures of each trained network on so many of its validation rows, spread evenly over them. They
      are metrics of the trial; sweep table --metric attack_success@0.1 gives their mean and std.
      occlusion: { [patch: 4], [stride: 2] }   a square of the image's background moves over it
        occlusion_drop_strokes        how far the probability of the true class falls where it hides
        occlusion_drop_background     strokes, as a mean over their pixels, and the same elsewhere;
                                      the background is the median of the border
      attacks: { sizes: [0.05, 0.1], [steps: 10] }  of the rows that the network recognises, each number
        is changed by at most the size, a share of its range, so that the loss grows: by one step of the
        fast gradient sign method, or by projected gradient descent
        attack_success@0.1            the share that it no longer recognises
        attack_distance@0.1           the mean Euclidean distance that they moved, ranges being 1
        attack_confidence@0.1         the mean probability of the likeliest wrong class

    Metric: { name: val_accuracy, [goal: maximize], [at: last] }
      goal is maximize or minimize; a name with loss, error, mae, nll and their kin in it is minimized
      by default, one with accuracy, auc, f1 and theirs maximized, and any other needs a goal. at is
      last, best, or 'epoch 12'.
      Names without val_ are of the rows learned from, as they were learned from.

      loss, val_loss                  the mean loss with the penalties of l1 and l2
      accuracy, val_accuracy          the share of rows whose class has the largest output
      top_k, val_top_k                the share whose class is among the k largest (training: top_k)
      val_precision, val_recall       means over all classes that the data have
      val_f1                          the mean of 2 p r / (p + r) over them
      val_accuracy_class_3            the share of class 3's rows that were recognised; likewise 0, 1...
      val_roc_auc, val_pr_auc         the areas under the ROC curve, and under precision over recall as
                                      average precision; of more than two classes the mean over them
      val_log_loss, val_brier         of the probabilities: mean of -log p, and of squared differences
      val_balanced_accuracy, val_mcc  the mean of recalls; Matthews' correlation
      val_kappa                       Cohen's with quadratic weights, for classes in an order
      val_f1_class_NAME               of one class by its name; likewise precision and recall
      val_mae, val_rmse, val_r2, val_median_error, val_mape   where targets are numbers
                                      (from roc_auc on: training: metrics, or when metric names one)
      mse, val_mse                    the mean squared difference, where targets are numbers
      psnr, val_psnr                  -10 log10(mse) in decibels, of autoencoders
      gradient_norm_first, _last      the norm of the loss's gradient by the first and the last kernel,
                                      a mean over the epoch's steps (training: gradient_norms)

    All are scikit-learn's, but for one rule: where a validation part has no row of a class, that class
    has no value there, and neither has a mean over classes. Tables then count fewer folds (n). A mean
    over the classes that happen to be there would grow with the number of folds. Under a table stands
    the baseline: what comes of taking every row for the most frequent class of the training rows, or
    for their mean; a note says where networks do not beat it.

    The confusion matrix is kept with every trial of classes: table attachments, name 'confusion'.
    A training whose loss is no longer a finite number ends as 'diverged', a result like others.

    Keep: weights is last (as training ends) or best (of the epoch with the best metric; with
    best_weights they are one). 'sweep run --keep weights=best' says the same. A trained network is a
    file in the safetensors layout, RESULTS.weights/TRIAL.safetensors beside the results file RESULTS,
    listed in its table weights.
      tensors    0.kernel, 0.bias, ...: the layer's place from 0, and Keras's name and shape
      metadata   format 'sweep network', version '1', trial, data, epoch, and as JSON input, network
                 and classes
    Python: safetensors.numpy.load_file(path)["0.kernel"]
    On which rows of a test part or a holdout each network is right is kept as well, a bit a row, at
    the epoch that 'at' picks: table correct_rows. So claims about accuracy hold for other rows, and
    not only for other seeds. rows: false leaves it out, as do parts of more than 4,194,304 rows.

    """
}
