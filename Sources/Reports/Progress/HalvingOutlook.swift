import Documents
package import Sweeps

/// How many configurations are likely to reach each rung of halving.
package struct HalvingOutlook: Hashable, Sendable {
  private let method: HalvingMethod
  private let configurations: Int
  /// The number of configurations at each rung.
  private let counts: [Double]
  /// Whether what goes on is trained from where it stood, and not from its beginning.
  private let goesOn: Bool

  /// - Parameters:
  ///   - configurations: how many begin.
  ///   - counts: how many reach each rung, on average.
  ///   - goesOn: whether what goes on is trained from where it stood, and not from its beginning.
  package init(_ method: HalvingMethod, configurations: Int, counts: [Double], goesOn: Bool) {
    self.goesOn = goesOn
    self.method = method
    self.configurations = configurations
    self.counts = counts
  }

  /// With fewer at the end, the last choice is among hardly any.
  private static let few = 4.95

  private var reaching: Double { counts.last ?? 0 }

  /// The share of the epochs that training all to the end would take.
  private var share: Double {
    let rungs = method.rungs
    var epochs = 0.0
    let begin = method.beginnings(of: configurations)
    for (place, count) in counts.enumerated() {
      epochs += count * Double(rungs[place])
      guard goesOn, place > 0 else { continue }
      epochs -= max(0, count - Double(begin[place])) * Double(rungs[place - 1])
    }
    return configurations == 0 ? 0 : epochs / Double(configurations) / Double(method.to)
  }

  /// `compared at epoch 1, 3, 9, 27 of 81, one of 3 goes on; about 3.4 of 60 reach the end, for 12 % of ...`
  var sentence: String {
    let rungs = method.rungs.dropLast().map { grouped($0) }.joined(separator: ", ")
    let brackets =
      method.brackets == .one ? "" : " in \(counted(method.bracketSizes.count, "bracket"))"
    let told =
      "compared at epoch \(rungs) of \(grouped(method.to))\(brackets), about one of \(method.factor) goes on;"
      + " likely \(reaching.significant(2)) of \(grouped(configurations)) reach the end, for"
      + " \((100 * share).significant(2)) % of the epochs of all"
    guard reaching < Self.few else { return told }
    return told
      + "; that is few to choose from: try more configurations, or raise halving.from or lower its factor"
  }

  var json: JSON {
    .object([
      "rungs": .list(method.rungs.map(JSON.integer)), "factor": .integer(method.factor),
      "likely": .list(counts.map(JSON.number)), "share_of_epochs": .number(share),
    ])
  }
}
