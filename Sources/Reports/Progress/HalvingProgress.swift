import Documents

/// How far halving is: how many configurations were asked for until each rung.
package struct HalvingProgress: Hashable, Sendable {
  /// The rungs, in epochs; the last one is the end.
  package let rungs: [Int]
  /// The number of configurations that were asked for until each rung.
  package var counts: [Int]
  /// How many configurations there are.
  package var configurations: Int
  /// The configurations asked for to the end, by decisions or as somebody brought them back; where a run
  /// counts them.
  private var finalists: Set<Int>

  /// - Parameters:
  ///   - counts: one a rung: how many configurations were asked for until there.
  ///   - finalists: the configurations asked for to the end, where a run goes on counting; else none.
  package init(rungs: [Int], counts: [Int], configurations: Int, finalists: Set<Int> = []) {
    precondition(rungs.count == counts.count, "each rung has a number of configurations")
    self.rungs = rungs
    self.counts = counts
    self.configurations = configurations
    self.finalists = finalists
  }

  /// Counts a configuration at a rung, by its place; each once at the end.
  package mutating func count(_ configuration: Int, at rung: Int) {
    guard rung < rungs.count - 1 || finalists.insert(configuration).inserted else { return }
    counts[rung] += 1
  }

  /// `halving: of 60 configurations 60 until epoch 1, 22 until 3, 7 until 9, 2 to the end at 27`.
  package var sentence: String {
    let parts = zip(rungs, counts).enumerated().map { place, rung in
      let (epoch, count) = rung
      if place == rungs.count - 1 { return "\(grouped(count)) to the end at \(grouped(epoch))" }
      return "\(grouped(count)) until \(place == 0 ? "epoch " : "")\(grouped(epoch))"
    }
    return "halving: of \(counted(configurations, "configuration")) "
      + parts.joined(separator: ", ")
  }

  var json: JSON {
    .object([
      "rungs": .list(rungs.map(JSON.integer)), "counts": .list(counts.map(JSON.integer)),
      "configurations": .integer(configurations),
    ])
  }
}
