import Random
import Sweeps
import Trials

/// Proposes where good configurations are dense and others are not: tree-structured Parzen estimators.
///
/// The best tenth of what is known tells a density l and all others, with those that are not known yet, a
/// density g; of candidates drawn from l the one with the largest l/g is proposed, an acquisition function
/// that orders them as expected improvement does (Bergstra et al., 2011).
/// Only ranks count, so a metric's scale is none of its matter. Parameters that are used together are
/// estimated together (Falkner et al., "BOHB", 2018); parameters that certain options use, from the
/// configurations with those options.
struct TPESampler: Sampler {
  private let space: Space
  private let seed: UInt64
  private let startup: RandomSampler
  /// Parameters that are always used together, the ones that are always used first.
  private let groups: [[Int]]
  private let options: [[Float]?]
  private let isDiscrete: [Bool]
  private var columns: [ParzenColumn]

  /// Random draws before anything is estimated. They are better here than even points: with those, three
  /// times as many searches of Hartmann's function ended in one of its lesser minima.
  static let startupCount = 10
  /// Drawn from l for each proposal.
  static let candidateCount = 24
  /// The most configurations that tell l.
  static let mostGood = 25
  /// The most kernels of g; of more, some evenly chosen tell it.
  static let mostOther = 512

  init(space: Space, seed: UInt64) {
    self.space = space
    self.seed = seed
    startup = RandomSampler(space: space, seed: seed)
    groups = space.groups
    options = space.dimensions.map { $0.distribution.optionShares?.map { Float($0) } }
    isDiscrete = space.dimensions.map(\.distribution.isDiscrete)
    columns = space.dimensions.map { _ in ParzenColumn() }
  }

  mutating func candidates(for index: Int, given history: History) -> Candidates {
    for index in columns.isEmpty ? 0..<0 : columns[0].count..<history.count {
      for (axis, coordinate) in history.coordinates(of: index).enumerated() {
        columns[axis].append(coordinate)
      }
    }
    guard history.count >= TPESampler.startupCount, let split = Split(history) else {
      return startup.candidates(for: index, given: history)
    }
    let estimates = groups.map { Estimate(group: $0, split, columns, options, isDiscrete) }
    var stream = RandomStream(sweepSeed: seed, proposal: index, name: "")
    // Each group has its own order, those with the largest l/g first; the places in them go together.
    var ordered: [OrderedPoints] = []
    var place = TPESampler.candidateCount
    var draws = 0
    var others: Candidates?
    let (space, startup) = (space, startup)
    return Candidates {
      // Where good configurations have all been tried, anything else is better than nothing.
      if draws >= Space.mostRedraws / 2 {
        let random = others ?? startup.candidates(for: index, given: history)
        others = random
        return random.next()
      }
      if place == TPESampler.candidateCount {
        ordered = estimates.map { $0.candidates(TPESampler.candidateCount, space, &stream) }
        place = 0
      }
      var coordinates = [Double](repeating: 0.5, count: space.dimensions.count)
      for (estimate, points) in zip(estimates, ordered) {
        estimate.place(points[place], of: space, into: &coordinates)
      }
      place += 1
      draws += 1
      return space.proposal { coordinates[$0] }
    }
  }
}

/// The good ones and the others.
struct Split {
  let good: [Int]
  let other: [Int]
  /// The weights of the others: the older, the lighter.
  let otherWeights: [Float]

  /// Splits what is known; nil where nothing finite is.
  init?(_ history: History) {
    let known = history.ranked.count
    let count = min((known + 9) / 10, TPESampler.mostGood)
    good = history.ranked.prefix(count).filter { history.scores[$0]?.isFinite == true }.sorted()
    guard !good.isEmpty else { return nil }
    var isGood = [Bool](repeating: false, count: history.count)
    for index in good { isGood[index] = true }
    var other = (0..<history.count).filter { !isGood[$0] }
    let all = other.count
    let most = TPESampler.mostOther
    if all > most { other = (0..<most).map { other[($0 * all + all / 2) / most] } }
    self.other = other
    let recent = 25
    otherWeights = other.indices.map { place in
      let age = (other.count - 1 - place) * all / max(other.count, 1)
      guard all > recent, age >= recent else { return 1 }
      // From 1/n for the oldest up to 1.
      let share = Float(all - 1 - age) / Float(max(all - 1 - recent, 1))
      let least = 1 / Float(all)
      return least + (1 - least) * share
    }
  }
}

/// The two densities of one group.
private struct Estimate {
  private let good: Mixture
  private let other: Mixture
  private let group: [Int]
  private let options: [[Float]?]
  private let isDiscrete: [Bool]

  init(
    group: [Int], _ split: Split, _ columns: [ParzenColumn], _ options: [[Float]?],
    _ isDiscrete: [Bool]
  ) {
    let (own, areCells) = (group.map { options[$0] }, group.map { isDiscrete[$0] })
    (self.group, self.options, self.isDiscrete) = (group, own, areCells)
    func mixture(_ indices: [Int], _ weights: [Float]) -> Mixture {
      let used = indices.indices.filter { columns[group[0]].isUsed(indices[$0]) }
      let members = Members(used.map { indices[$0] }, among: columns[group[0]].count)
      let observations = group.map { axis in
        options[axis] == nil
          ? columns[axis].numbers(of: members) : columns[axis].options(of: members, options[axis])
      }
      return Mixture(
        observations, weights: used.map { weights[$0] }, options: own, isDiscrete: areCells)
    }
    good = mixture(split.good, Array(repeating: 1, count: split.good.count))
    other = mixture(split.other, split.otherWeights)
  }

  /// Draws candidates, best first.
  func candidates(
    _ count: Int, _ space: Space, _ stream: inout RandomStream
  ) -> OrderedPoints {
    let drawn = good.draw(count, &stream)
    var candidates = Mixture.Points(count: count, lows: drawn, highs: drawn)
    for (place, axis) in group.enumerated() where options[place] == nil && isDiscrete[place] {
      let distribution = space.dimensions[axis].distribution
      for number in stride(from: place, to: drawn.count, by: group.count) {
        let cell = distribution.cell(at: Double(drawn[number]))
        candidates.lows[number] = Float(cell.low)
        candidates.highs[number] = Float(cell.high)
      }
    }
    let scores = zip(good.logDensities(at: candidates), other.logDensities(at: candidates)).map(-)
    return OrderedPoints(
      coordinates: drawn, axes: group.count,
      order: scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) })
  }

  /// Where a candidate lies.
  func place(_ candidate: ArraySlice<Float>, of space: Space, into coordinates: inout [Double]) {
    for (place, (axis, value)) in zip(group, candidate).enumerated() {
      coordinates[axis] =
        options[place] == nil
        ? Double(value) : space.dimensions[axis].distribution.middle(ofOption: Int(value))
    }
  }
}

/// Points of some parameters, best first.
private struct OrderedPoints {
  let coordinates: [Float]
  let axes: Int
  let order: [Int]

  subscript(place: Int) -> ArraySlice<Float> {
    coordinates[order[place] * axes..<(order[place] + 1) * axes]
  }
}
