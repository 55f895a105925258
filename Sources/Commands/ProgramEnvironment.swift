import Documents
import Processes
import Random
import Sweeps
import Trials

/// The environment variables that tell a program of its trial: the contract's way in.
struct ProgramEnvironment {
  private(set) var variables: [String: String]

  /// The first 31 bits, which every library takes for a seed, of the trial's stream for programs.
  static func seed(of assignment: Assignment) -> UInt64 {
    var stream = RandomStream(
      sweepSeed: assignment.evaluation.seed, replicate: assignment.replicate,
      fold: assignment.fold, name: .program)
    return stream.next() >> 33
  }

  init(
    _ assignment: Assignment, attempt: Int, within limits: TrialLimits, recipe: ProgramRecipe,
    folders: AttemptFolders, place: ProgramPlace, splits: SplitFiles?
  ) throws(SystemError) {
    variables = place.environment
    variables.reserveCapacity(variables.count + 48)
    let own = folders.own.path
    let trial = "\(assignment.trial)"
    let values = Document(
      .map(recipe.parameters.map { Document.Entry(key: $0.name, value: $0.value) }))
    let seed = recipe.seeds.map { "\($0.seeds[0])" } ?? "\(ProgramEnvironment.seed(of: assignment))"
    try folders.own.put(Array((values.json + "\n").utf8), to: AttemptFiles.parameters)
    variables["SWEEP_PARAMS"] = "\(own)/\(AttemptFiles.parameters)"
    variables["SWEEP_METRICS"] = "\(own)/\(MetricSources.metricsFile)"
    variables["SWEEP_PREDICTIONS"] = "\(own)/\(RowPredictions.file)"
    variables["SWEEP_SEED"] = seed
    variables["SWEEP_REPLICATE"] = "\(assignment.replicate)"
    variables["SWEEP_FOLD"] = "\(assignment.fold)"
    variables["SWEEP_FOLDS"] = "\(assignment.evaluation.foldCount)"
    variables["SWEEP_CONFIGURATION"] = "\(assignment.configuration)"
    variables["SWEEP_TRIAL"] = trial
    variables["SWEEP_ATTEMPT"] = "\(attempt)"
    variables["SWEEP_DIR"] = own
    // A program learns after which epoch it is compared, and never how many it would have in the end.
    variables["SWEEP_UNTIL"] = assignment.until.map { "\($0)" }
    variables["SWEEP_CHECKPOINT"] = folders.checkpoint.path
    variables["SWEEP_CODE"] = place.code
    variables["SWEEP_RUNNER"] = Leftovers.mark
    for (name, path) in splits?.variables ?? [:] { variables[name] = path }
    variables["PYTHONPATH"] = place.code + (variables["PYTHONPATH"].map { ":\($0)" } ?? "")
    // Lines arrive when they are printed, and not when there are many.
    variables["PYTHONUNBUFFERED"] = variables["PYTHONUNBUFFERED"] ?? "1"
    for name in ProgramEnvironment.threads { variables[name] = "\(limits.needs.slots)" }
    if limits.needs.gpus > 0 {
      variables["CUDA_VISIBLE_DEVICES"] = limits.devices.joined(separator: ",")
    }
    // Trackio keeps its file in the home otherwise.
    variables["TRACKIO_DIR"] = variables["TRACKIO_DIR"] ?? "\(own)/trackio"
    try prepareWandb(values, folders.own, run: trial.prefix(16) + "-\(attempt)")
  }

  /// The variables in which libraries look for how many threads to start.
  static let threads = [
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS", "NUMBA_NUM_THREADS", "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS", "RAYON_NUM_THREADS", "JULIA_NUM_THREADS", "POLARS_MAX_THREADS",
  ]

  /// Has Weights & Biases take its configuration from us and write to the directory, without an
  /// account or a network; unless somebody has said how it is to run.
  ///
  /// - Parameter run: the name of the run, another one for each attempt.
  private mutating func prepareWandb(
    _ values: Document, _ own: Folder, run: String
  ) throws(SystemError) {
    guard variables["WANDB_MODE"] == nil, case .map(let entries) = values.content else { return }
    var wrapped = [Document.Entry(key: "wandb_version", value: Document(.integer(1)))]
    wrapped += entries.map { entry in
      let value = Document(.map([.init(key: "value", value: entry.value)]))
      return Document.Entry(key: entry.key, value: value)
    }
    // JSON is YAML.
    try own.put(Array((Document(.map(wrapped)).json + "\n").utf8), to: AttemptFiles.wandb)
    variables["WANDB_MODE"] = "offline"
    variables["WANDB_SWEEP_ID"] = "sweep"
    variables["WANDB_RUN_ID"] = variables["WANDB_RUN_ID"] ?? run
    variables["WANDB_RUN_GROUP"] = variables["WANDB_RUN_GROUP"] ?? "sweep"
    variables["WANDB_SWEEP_PARAM_PATH"] = "\(own.path)/\(AttemptFiles.wandb)"
    variables["WANDB_DIR"] = own.path
    variables["WANDB_SILENT"] = "true"
  }
}
