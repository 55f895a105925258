import Documents
import Statistics
import Sweeps

extension RaceMethod {
  /// Reads the block `race`; nil where there is none.
  ///
  /// ```yaml
  /// race: paired                                  # or sure
  /// race: { rule: paired, level: 0.05, from: 3, pace: 8, for: design }   # the defaults
  /// ```
  init?(
    _ document: Document?, _ evaluation: Evaluation, _ method: SearchMethod?
  ) throws(DocumentError) {
    guard let document else { return nil }
    let rules = Rule.allCases.map { ($0.rawValue, $0) }
    let blocks = evaluation.replicates * evaluation.foldCount
    var rule = Rule.paired
    var (level, from, aim) = (0.05, 3, Aim.design)
    var pace = 8
    if case .virtual(let workers)? = method?.pace, method?.learns == true { pace = workers }
    var mark = document.mark
    switch document.content {
    case .text: rule = try document.choice("race", among: rules)
    case .map:
      var block = try Block(document, "race", keys: ["rule", "level", "from", "pace", "for"])
      if let word = block.optional("rule") { rule = try word.choice("race.rule", among: rules) }
      if let number = block.optional("level") {
        level = try number.number("race.level")
        guard level > 0, level < 1 else {
          throw number.mismatch("race.level", mustBe: "a probability between 0 and 1, such as 0.05")
        }
      }
      if let number = block.optional("from") {
        mark = number.mark
        from = try number.integer(
          "race.from", in: 2...SpecLimit.trials,
          mustBe: "after how many blocks the first may leave, 2 or more")
      }
      if let number = block.optional("pace") {
        pace = try number.integer(
          "race.pace", in: 1...100_000,
          mustBe: "how many workers the race is planned for, such as 8")
      }
      if let word = block.optional("for") {
        aim = try word.choice("race.for", among: Aim.allCases.map { ($0.rawValue, $0) })
        guard aim == .design || evaluation.foldCount > 1 else {
          throw DocumentError(
            "race.for: rows is for folds, which share training rows; there are none, so remove it",
            at: word.mark)
        }
      }
    default:
      throw document.mismatch(
        "race", mustBe: "paired, sure, or a block such as { rule: paired, level: 0.05, from: 3 }")
    }
    if case .free? = method?.pace {
      throw DocumentError(
        "a race decides the same whatever the workers, and method.pace: free does not; remove one of them",
        at: document.mark)
    }
    if case .folds(0, _, _) = evaluation.scheme {
      throw DocumentError(
        "a race has to know its blocks, and how many folds there will be only the data tell; write k, the"
          + " number of groups", at: document.mark)
    }
    guard blocks > from else {
      throw DocumentError(
        "a race drops nobody before \(from) blocks, and there are \(blocks)"
          + " (replicates x folds); raise evaluate.replicates, or lower race.from", at: mark)
    }
    if let method, method.learns, method.replicates >= evaluation.replicates {
      throw DocumentError(
        "the search learns from all \(evaluation.replicates) replicates, so a race can spare none; lower"
          + " method.replicates, or raise evaluate.replicates", at: document.mark)
    }
    self.init(rule: rule, level: level, from: from, pace: pace, aim: aim)
  }
}

extension Sweep {
  /// How many configurations there are, or may be.
  var expectedConfigurationCount: Int {
    if let search { return search.method.configurations }
    return draws?.count ?? parameters.reduce(1) { $0 * $1.options.count }
  }
}
