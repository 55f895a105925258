import Documents
package import Sweeps

/// The trials that a race is likely to save.
package struct RaceOutlook: Hashable, Sendable {
  /// The share of the trials that are trained where true means lie so far apart.
  package struct Share: Hashable, Sendable {
    /// The spread of true means, in units of the spread of one training.
    let spread: Double
    let share: Double
    /// How many are left at the end.
    let remaining: Double

    /// - Parameters:
    ///   - spread: that of true means, in units of the spread of one training.
    ///   - share: the share of the full design's trials that are trained, from 0 to 1.
    ///   - remaining: how many configurations are left at the end.
    package init(spread: Double, share: Double, remaining: Double) {
      self.spread = spread
      self.share = share
      self.remaining = remaining
    }
  }

  private let method: RaceMethod
  private let blocks: Int
  private let trials: Int
  /// From the clearest to none.
  private let shares: [Share]
  private let pilot: Share?

  /// - Parameters:
  ///   - trials: of the full design.
  ///   - pilot: where means lie as far apart as those of an earlier sweep; nil where there is none.
  package init(
    _ method: RaceMethod, blocks: Int, trials: Int, shares: [Share], pilot: Share?
  ) {
    self.method = method
    self.blocks = blocks
    self.trials = trials
    self.shares = shares
    self.pilot = pilot
  }

  /// `paired at level 0.05 over 30 blocks; about 180 of 450 trials if ...`
  var sentence: String {
    let rule =
      "\(method.rule.rawValue) at level \(Document.label(method.level)) over"
      + " \(counted(blocks, "block")), from the \(ordinal(method.from)) on"
    func told(_ share: Share) -> String {
      "\(grouped(Int((share.share * Double(trials)).rounded())))"
        + " (\(grouped(max(1, Int(share.remaining.rounded())))) left)"
    }
    if let pilot {
      return
        "\(rule); likely trials, as differences are \(pilot.spread.significant(2)) times the spread of one"
        + " training in the pilot: \(told(pilot)) of \(grouped(trials))"
    }
    let spreads = shares.map { Document.label($0.spread) }
    let range = spreads.dropLast().joined(separator: ", ") + " or " + (spreads.last ?? "")
    return
      "\(rule); likely trials of \(grouped(trials)), where true means differ by \(range) times the spread"
      + " of one training: \(shares.map(told).joined(separator: ", "))"
  }

  private func ordinal(_ number: Int) -> String {
    let words = [2: "second", 3: "third", 4: "fourth", 5: "fifth"]
    return words[number] ?? "\(number)th"
  }

  var json: JSON {
    func record(_ share: Share) -> JSON {
      .object([
        "spread": .number(share.spread), "share": .number(share.share),
        "remaining": .number(share.remaining),
      ])
    }
    return .object([
      "rule": .text(method.rule.rawValue), "level": .number(method.level),
      "from": .integer(method.from), "blocks": .integer(blocks),
      "likely": .list(shares.map(record)), "by_pilot": .optional(pilot, record),
    ])
  }
}
