/// Layers that a few samples pass together, so that what one layer writes the next still finds in
/// the second-level cache.
///
/// A stage ends where a layer must have seen the whole batch first, and where dense layers begin:
/// those read their weights once for all samples.
struct Stage {
  private(set) var layers: [any Layer] = []
  private(set) var granularity = BatchGranularity.any
  private var floatsPerSample = 0
  private var samplesTogether = 1

  /// Splits a network's layers.
  static func split(_ layers: [any Layer]) -> [Stage] {
    var stages = [Stage()]
    for layer in layers {
      let granularity = stages[stages.count - 1].granularity
      let isAtOdds =
        granularity != .any && layer.granularity != .any && layer.granularity != granularity
      if layer.startsStage || isAtOdds { stages.append(Stage()) }
      stages[stages.count - 1].add(layer)
    }
    return stages
  }

  private mutating func add(_ layer: any Layer) {
    layers.append(layer)
    floatsPerSample += layer.floatsPerSample
    samplesTogether = max(samplesTogether, layer.samplesTogether)
    if layer.granularity != .any { granularity = layer.granularity }
  }

  /// How many samples pass at once; fixed by the network alone, so that sums are the same anywhere.
  var samples: Int {
    guard granularity == .samples else { return Int.max }
    let few = max(1, 262_144 / max(floatsPerSample, 1))
    return (few + samplesTogether - 1) / samplesTogether * samplesTogether
  }

  /// Calls `body` with one range of samples after the other.
  func forEachRange(of count: Int, _ body: (Range<Int>) -> Void) {
    var start = 0
    while start < count {
      let end = start + min(samples, count - start)
      body(start..<end)
      start = end
    }
  }
}
