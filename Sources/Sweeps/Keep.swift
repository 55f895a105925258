package import CBOR

/// The epoch at which a trained network is kept, beside its numbers.
package enum Keep: Hashable, Sendable {
  /// As training ends.
  case last
  /// The epoch with the best value of a metric; the first of equals.
  case best(of: String, Metric.Goal)
}

extension Keep {
  /// The epoch whose weights are kept, as it is sent.
  package var item: Item {
    switch self {
    case .last: .array([.text("last")])
    case .best(let metric, let goal): .array([.text(metric), .text(goal.rawValue)])
    }
  }

  /// Reads `item` back; nil when it is none.
  package init?(_ item: Item) {
    guard case .array(let fields) = item else { return nil }
    switch fields.count {
    case 1 where fields[0] == .text("last"): self = .last
    case 2:
      guard case .text(let metric) = fields[0], case .text(let word) = fields[1],
        let goal = Metric.Goal(rawValue: word)
      else { return nil }
      self = .best(of: metric, goal)
    default: return nil
    }
  }
}
