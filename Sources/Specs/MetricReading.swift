import Documents
import Sweeps

extension Metric {
  /// Reads the block `metric`; what is not said is `val_accuracy`, to be maximized, of the last
  /// epoch.
  ///
  /// A metric whose name speaks of a loss or an error is to be minimized unless the spec says
  /// otherwise.
  init(_ document: Document?) throws(DocumentError) {
    var name = "val_accuracy"
    var goal: Goal?
    var moment = Moment.last
    if let document {
      var block = try Block(document, "metric", keys: ["name", "goal", "at"])
      guard document.content != .map([]) else {
        throw DocumentError(
          "metric is empty; give it name, goal or at, or remove it", at: document.mark)
      }
      name = try block.optional("name")?.metricName() ?? name
      goal = try block.optional("goal")?.choice(
        "metric.goal", among: Goal.allCases.map { ($0.rawValue, $0) })
      moment = try block.optional("at")?.moment() ?? moment
    }
    self.init(name: name, goal: goal ?? Goal(metricNamed: name), moment: moment)
  }
}

extension Document {
  fileprivate func metricName() throws(DocumentError) -> String {
    let name = try text("metric.name")
    guard !name.isEmpty else { throw mismatch("metric.name", mustBe: "the name of a metric") }
    return name
  }

  /// `last`, `best` or `epoch 12`.
  fileprivate func moment() throws(DocumentError) -> Metric.Moment {
    guard case .text(let text) = content else { throw wrongMoment }
    switch text {
    case "last": return .last
    case "best": return .best
    default:
      let words = text.split(separator: " ")
      guard words.count == 2, words[0] == "epoch", let epoch = Int(words[1]), epoch > 0 else {
        throw wrongMoment
      }
      return .epoch(epoch)
    }
  }

  private var wrongMoment: DocumentError {
    mismatch("metric.at", mustBe: "last, best or an epoch such as 'epoch 12'")
  }
}
