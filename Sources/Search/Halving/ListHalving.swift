package import Sweeps
package import Trials

/// Halving over configurations that are known from the start: a grid, or points that were drawn.
///
/// The configurations that go on follow from the results of one list, in its order; so lists need no clock.
/// The list that decides first depends on the results that are there first, and changes nothing but the
/// numbers of decisions.
package struct ListHalving: Strategy {
  private var grid: Grid
  private let method: HalvingMethod
  private let ends: [Int]
  private var lists: SuccessiveHalving
  private var decisions = 0

  /// - Parameters:
  ///   - ends: of each configuration, after how many epochs its whole training ends.
  ///   - kind: how the configurations came about.
  package init(
    _ method: HalvingMethod, ends: [Int], kind: Decision.Kind = .grid, isMaximised: Bool
  ) {
    grid = Grid(configurationCount: ends.count, kind: kind)
    self.method = method
    self.ends = ends
    lists = SuccessiveHalving(method, isMaximised: isMaximised)
  }

  /// Asks for all configurations until their first rungs, then lets one at a time go on; waits for the
  /// results that the next promotion needs.
  package mutating func next(given evidence: Evidence) -> Step {
    if case .decide(let decision) = grid.next(given: evidence) { return .decide(decision) }
    if let promotion = lists.next(evidence, isKnown: { evidence.openTrials(of: $0).isEmpty })
      ?? lists.closing()
    {
      return .decide(decision(promotion))
    }
    let open = lists.awaited.flatMap { evidence.openTrials(of: $0) }
    return open.isEmpty ? .end(.complete) : .wait(for: open)
  }

  /// Whether today's results let this configuration go on to this rung, also where another one would be told
  /// first.
  package mutating func wouldDecide(_ decision: Decision, given evidence: Evidence) -> Bool {
    guard decision.kind == .promotion else { return next(given: evidence) == .decide(decision) }
    let promotion = lists.next(
      like: decision, evidence, isKnown: { evidence.openTrials(of: $0).isEmpty })
    return promotion.map { self.decision($0) == decision } ?? false
  }

  private func decision(_ promotion: SuccessiveHalving.Promotion) -> Decision {
    lists.decision(promotion, number: decisions)
  }

  /// Appends configurations to the lists of their first rungs, in the order in which they are compared, or
  /// the one of a promotion to that of the next.
  package mutating func follow(_ decision: Decision) {
    decisions += 1
    if decision.kind == .promotion {
      _ = lists.promote(decision.configurations.lowerBound, to: decision.until ?? 0)
    } else {
      grid.follow(decision)
      let configurations = decision.configurations.sorted {
        method.place(of: $0) < method.place(of: $1)
      }
      for configuration in configurations {
        _ = lists.append(configuration, end: ends[configuration])
      }
    }
  }
}

extension SuccessiveHalving {
  /// The decision that lets a configuration go on.
  func decision(_ promotion: Promotion, number: Int) -> Decision {
    let configuration = promotion.job.configuration
    return Decision(
      number: number, kind: .promotion, evidence: promotion.evidence,
      configurations: configuration..<configuration + 1, until: rungAfter(promotion.job))
  }
}
