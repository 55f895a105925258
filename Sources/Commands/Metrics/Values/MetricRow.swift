import Sweeps
import Trials

/// The measurements of one row of a log: numbers by name, and where in the training it stands.
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
  /// The texts that stand where numbers may be expected, by name.
  var unread: [String: String]

  init(
    metrics: [String: Double], epoch: Double? = nil, step: Int? = nil, part: String? = nil,
    isSummary: Bool = false, time: Double? = nil, unread: [String: String] = [:]
  ) {
    self.metrics = metrics
    self.epoch = epoch
    self.step = step
    self.part = part
    self.isSummary = isSummary
    self.time = time
    self.unread = unread
  }

  /// A row of named fields, of which some say where it stands.
  ///
  /// Nothing depends on the order of the fields, which a dictionary changes from run to run.
  ///
  /// - Parameter texts: fields that are no numbers.
  init(fields: [String: Double], texts: [String: String] = [:]) {
    metrics = fields
    unread = texts
    let names = fields.keys.filter(MetricRow.isPlace).sorted()
    for name in names { metrics[name] = nil }
    epoch = MetricRow.best(names, MetricRow.epochs).first.flatMap { fields[$0] }
    for name in MetricRow.best(texts.keys.filter(MetricRow.isEpoch).sorted(), MetricRow.epochs) {
      // "3/10"
      epoch = epoch ?? MetricNumber.read((texts[name] ?? "").prefix { $0 != "/" })
      unread[name] = nil
    }
    step =
      MetricRow.best(names, MetricRow.steps).lazy
      .compactMap { fields[$0].flatMap { Int(exactly: $0) } }.first
    if let key = MetricRow.partName(among: texts) {
      part = texts[key]
      unread[key] = nil
    }
  }

  /// Gives the names that are in a list, the first of the list first.
  private static func best(_ names: [String], _ list: [String]) -> [String] {
    list.flatMap { word in names.filter { $0.lowercased() == word } }
  }

  /// The field that says which part of the data the row is about: of some names any text does in which a
  /// part is named, else of others a single word.
  private static func partName(among texts: [String: String]) -> String? {
    let known = texts.filter { DataPart(of: $0.value) != nil }
    guard !known.isEmpty else { return nil }
    let names = known.keys.sorted()
    return best(names, parts).first
      ?? best(names.filter { known[$0]?.allSatisfy(\.isLetter) ?? false }, looseParts).first
  }

  /// Whether it says anything.
  var isEmpty: Bool { metrics.isEmpty && epoch == nil && unread.isEmpty }

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
  /// Names under which a word may say so.
  private static let looseParts = [
    "dataset", "data", "set", "part", "type", "kind", "name", "tag", "loader", "dataloader",
  ]
}

/// The purpose of a part of the data, as far as its name tells.
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
