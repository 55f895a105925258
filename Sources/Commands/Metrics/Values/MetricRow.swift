import Sweeps
import Trials

/// What one row of a log measures: numbers by name, and where in the training it stands.
///
/// ```
/// {"epoch": 3, "val_accuracy": 0.91, "val": {"loss": 0.2}}     // "val.loss" of the inner one
/// {"epoch": 3, "split": "val", "accuracy": "0.91"}             // accuracy of the part val
/// epoch=3 val_accuracy=0.91, val_loss = 0.2
/// ```
struct MetricRow: Hashable {
  var metrics: [String: Double]
  /// As the program counts, which may be in fractions.
  var epoch: Double?
  var step: Int?
  /// The part of the data that the row says it is about, such as `val`.
  var part: String?
  /// Whether it tells how the training ended, and stands at no place in it.
  var isSummary = false
  /// Whether it was drawn over the row before it, as progress bars are.
  var isRedrawn = false
  /// Seconds of the program's clock, where the log has them.
  var time: Double?

  init(
    metrics: [String: Double], epoch: Double? = nil, step: Int? = nil, part: String? = nil,
    isSummary: Bool = false, time: Double? = nil
  ) {
    self.metrics = metrics
    self.epoch = epoch
    self.step = step
    self.part = part
    self.isSummary = isSummary
    self.time = time
  }

  /// A row of named fields, of which some say where it stands.
  ///
  /// - Parameter texts: fields that are no numbers.
  init(fields: [String: Double], texts: [String: String] = [:]) {
    metrics = fields
    for (key, value) in fields {
      let word = key.lowercased()
      guard let place = MetricRow.epochs.firstIndex(of: word) else { continue }
      metrics[key] = nil
      // The shortest name says it best, whichever comes first.
      if epoch == nil || place == 0 { epoch = value }
    }
    for (key, text) in texts where MetricRow.epochs.contains(key.lowercased()) && epoch == nil {
      // "3/10"
      epoch = MetricNumber.read(text.prefix { $0 != "/" })
    }
    var best = Int.max
    for (key, value) in fields {
      guard let place = MetricRow.steps.firstIndex(of: key.lowercased()) else { continue }
      metrics[key] = nil
      if place < best, let whole = Int(exactly: value) { (best, step) = (place, whole) }
    }
    for (key, text) in texts.sorted(by: { $0.key < $1.key })
    where MetricRow.parts.contains(key.lowercased()) && DataPart(of: text) != nil {
      part = text
      break
    }
  }

  /// Whether it says anything.
  var isEmpty: Bool { metrics.isEmpty && epoch == nil }

  /// Whether a field of this name says where the row stands.
  static func isPlace(_ name: String) -> Bool {
    let word = name.lowercased()
    return epochs.contains(word) || steps.contains(word)
  }

  /// Whether a field of this name counts epochs.
  static func isEpoch(_ name: String) -> Bool { epochs.contains(name.lowercased()) }

  /// Names that say which epoch it is, in small letters; the best first.
  private static let epochs = ["epoch", "train/epoch", "trainer/epoch", "training/epoch"]
  /// Names that say which step it is.
  private static let steps = [
    "step", "_step", "global_step", "train/global_step", "trainer/global_step", "iteration",
    "time/total_timesteps",
  ]
  /// Names under which a text says which part of the data a row is about.
  private static let parts = ["split", "phase", "mode", "subset", "stage", "partition"]
}

/// What a part of the data is for, as far as its name tells.
enum DataPart: Hashable {
  case training, validation, test

  /// Reads names such as `train`, `loss_val` or `Test`; nil for others.
  init?(of name: String) {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    for word in words.reversed() {
      switch word {
      case "train", "training", "learn", "fit": self = .training
      case "val", "valid", "validation", "dev", "eval", "evaluation": self = .validation
      case "test", "testing": self = .test
      default: continue
      }
      return
    }
    return nil
  }
}
