import Documents

/// How far the confirmation of the best of a sweep is.
package struct ConfirmationProgress: Hashable, Sendable {
  /// How many configurations are confirmed, or will be at most.
  package let count: Int
  /// How its trials stand; nil while nobody has been chosen.
  package let counts: TrialCounts?

  /// - Parameter counts: those of its trials; nil while nobody has been chosen.
  package init(count: Int, counts: TrialCounts?) {
    self.count = count
    self.counts = counts
  }

  /// `confirming the best 5: 12 of 50 trials done, 2 running, 36 waiting`.
  package var sentence: String {
    guard let counts else {
      return "at its end the best \(grouped(count)) are trained again with fresh seeds"
    }
    return
      "\(counts.open > 0 ? "confirming" : "confirmed") the best \(grouped(count)): \(counts.sentence)"
  }

  var json: JSON {
    .object([
      "configurations": .integer(count), "trials": .optional(counts) { $0.json },
    ])
  }
}
