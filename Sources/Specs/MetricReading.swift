package import Documents
package import Sweeps
import Trials

extension Metric {
  /// Reads the block `metric`; what is not said is `val_accuracy`, to be maximized, of the last
  /// epoch.
  ///
  /// A metric whose name does not tell whether more or less of it is better needs a goal.
  ///
  /// - Parameter needsGoal: whether that is an error here. Of the engine's metrics another room knows the
  ///   names, and a misspelt one is to be told for what it is.
  init(_ document: Document?, needsGoal: Bool = true) throws(DocumentError) {
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
    guard let goal = goal ?? Goal(metricNamed: name) ?? (needsGoal ? nil : .maximize) else {
      throw Metric.unknownGoal(of: name, at: document?["name"]?.mark)
    }
    self.init(name: name, goal: goal, moment: moment)
  }
}

extension Metric {
  /// The error of a metric of which nobody has said in which direction it is better.
  package static func unknownGoal(of name: String, at mark: Mark? = nil) -> DocumentError {
    DocumentError(
      "whether more or less of '\(name)' is better is not known; say goal: maximize or goal: minimize"
        + " beside it (on a command line, \(name):maximize or \(name):minimize)", at: mark)
  }

  /// The name and the goal of a metric as a command line has them: `fid:minimize`, `val_mae`.
  package static func named(
    _ text: String
  ) -> (name: String, goal: Goal?) {
    for goal in Goal.allCases where text.hasSuffix(":\(goal.rawValue)") {
      return (String(text.dropLast(goal.rawValue.count + 1)), goal)
    }
    return (text, nil)
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
