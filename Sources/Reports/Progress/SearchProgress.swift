import Documents

/// How far a search is that decides on one configuration after another.
package struct SearchProgress: Hashable, Sendable {
  /// How many configurations are decided.
  package let decided: Int
  /// How many there may be.
  package let asked: Int
  /// How many trials the next one waits for; nil where that is not known.
  package let waiting: Int?
  /// The mean that ended it; nil where none did.
  package let target: Double?
  /// Whether it asked for no more as its run's time was over.
  package let isOutOfTime: Bool

  /// - Parameters:
  ///   - decided: how many configurations there are.
  ///   - asked: how many there are to be.
  ///   - waiting: how many trials the next decision waits for.
  ///   - target: the mean that ended the search; nil where none did.
  package init(
    decided: Int, asked: Int, waiting: Int?, target: Double? = nil, isOutOfTime: Bool = false
  ) {
    self.isOutOfTime = isOutOfTime
    self.decided = decided
    self.asked = asked
    self.waiting = waiting
    self.target = target
  }

  /// `24 of 60 configurations; the next waits for 19 trials`.
  package var sentence: String {
    let all = "\(grouped(decided)) of \(counted(asked, "configuration"))"
    if let target { return "\(all); ended, as one reached \(Document.label(target))" }
    if isOutOfTime, decided < asked { return "\(all); its limit was time" }
    guard decided < asked, let waiting, waiting > 0 else { return all }
    return "\(all); the next waits for \(counted(waiting, "trial"))"
  }

  var json: JSON {
    .object([
      "decided": .integer(decided), "configurations": .integer(asked),
      "waiting": .optional(waiting) { .integer($0) },
      "reached": .optional(target) { .number($0) },
      "out_of_time": .boolean(isOutOfTime),
    ])
  }
}
