/// Where numbers come from: a kind of log, and which one.
struct Source: Hashable {
  /// The kinds of log, the one that counts first where several know a metric: what is said on
  /// purpose before what is said by the way.
  enum Kind: Int, CaseIterable, Comparable {
    case metrics, wandb, mlflow, trackio, dvclive, sacred, trainer, skorch, events, table, output
    case errors

    static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }

    /// As people know it.
    var words: String {
      switch self {
      case .metrics: "SWEEP_METRICS"
      case .wandb: "Weights & Biases"
      case .mlflow: "MLflow"
      case .trackio: "Trackio"
      case .dvclive: "DVCLive"
      case .sacred: "metrics.json"
      case .trainer: "trainer_state.json"
      case .skorch: "skorch's history"
      case .events: "TensorBoard"
      case .table: "a table"
      case .output: "standard output"
      case .errors: "standard error"
      }
    }

    /// Whether it is read when the program has ended, and not while it runs.
    var isReadAtEnd: Bool { self == .mlflow || self == .trackio }

    /// Whether a log of it is one run of several that a program may make, one after another.
    var isRun: Bool {
      switch self {
      case .wandb, .mlflow, .trackio: true
      case .metrics, .dvclive, .sacred, .trainer, .skorch, .events, .table, .output, .errors: false
      }
    }
  }

  let kind: Kind
  /// The source's path below the directory of the attempt, without what all of the kind have in common; by
  /// it, series that share a name are told apart.
  let path: [String]

  init(_ kind: Kind, _ path: [String] = []) {
    self.kind = kind
    self.path = path
  }

  /// Whether a name with folders before it, such as `test/accuracy`, names a metric that lies there; also
  /// the metric's own name.
  static func isName(_ name: String, of metric: String, in path: [String]) -> Bool {
    if name == metric { return true }
    guard name.hasSuffix("/" + metric) else { return false }
    let folders = name.dropLast(metric.count + 1).split(separator: "/").map(String.init)
    // With the name of the file, or only that of its folder.
    return [path[...], path.dropLast()].contains { $0.suffix(folders.count) == folders[...] }
  }

  /// `TensorBoard (logs/train)`
  var words: String {
    switch kind {
    case .metrics, .output, .errors: kind.words
    default: "\(kind.words) (\(path.isEmpty ? "." : path.joined(separator: "/")))"
    }
  }
}
