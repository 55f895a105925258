import Statistics
import Sweeps

/// The mean of every configuration, kept up to date trial by trial: what `Summary` works out from all trials
/// at once, with the same bits, as values are added in the same order.
struct ConfigurationScores: Sendable {
  /// How a trial that is asked for stands in a mean.
  enum Presence: Sendable {
    case open
    /// The trial has a finite value.
    case there
    /// The trial has ended, and adds no number.
    case absent
  }

  /// Where a trial belongs.
  struct Place: Hashable, Sendable {
    let configuration: Int
    let replicate: Int
    let fold: Int
  }

  /// The trials of one configuration and fold; where there is one fold, all of a configuration.
  private struct Group: Sendable {
    var asked: Int32 = 0
    var open: Int32 = 0
    var absent: Int32 = 0
    /// The mean of a fold whose trials all have values; NaN until it is worked out.
    var mean = Double.nan

    var isComplete: Bool { asked > 0 && open == 0 && absent == 0 }
  }

  /// How far the replicates of a configuration have ended one after the other: those need not be added up
  /// again.
  private struct Prefix: Sendable {
    var count = 0
    var moments = Moments()
    /// None has ended from here on.
    var end = 0
  }

  private let folds: Int
  private var replicates: Int
  private var groups: [Group] = []
  private var prefixes: [Int: Prefix] = [:]
  private var leaders: Leaders
  private var excluded: Set<Int> = []
  private var stale: Set<Int> = []

  /// With fewer replicates, all of them are added up each time.
  private static let manyReplicates = 64

  init(_ metric: Metric, replicates: Int, folds: Int) {
    self.replicates = replicates
    self.folds = folds
    leaders = Leaders(metric)
  }

  /// Has so many configurations from now on.
  mutating func grow(to configurations: Int) {
    let count = configurations * folds
    if count > groups.count {
      groups += Array(repeating: Group(), count: count - groups.count)
    }
    leaders.grow(to: configurations)
  }

  /// Compares a configuration no more, or again.
  mutating func exclude(_ configuration: Int, _ isExcluded: Bool = true) {
    let changed =
      isExcluded
      ? excluded.insert(configuration).inserted : excluded.remove(configuration) != nil
    if changed { stale.insert(configuration) }
  }

  /// Takes in that a trial stands otherwise; nil where it is not asked for.
  mutating func change(_ place: Place, from old: Presence?, to new: Presence?) {
    let index = place.configuration * folds + place.fold
    func count(_ presence: Presence?, _ step: Int32) {
      guard let presence else { return }
      groups[index].asked += step
      if presence == .open { groups[index].open += step }
      if presence == .absent { groups[index].absent += step }
    }
    count(old, -1)
    count(new, 1)
    groups[index].mean = .nan
    stale.insert(place.configuration)
    guard folds == 1, replicates > Self.manyReplicates else { return }
    var prefix = prefixes[place.configuration] ?? Prefix()
    if place.replicate < prefix.count { (prefix.count, prefix.moments) = (0, Moments()) }
    if new != nil, new != .open { prefix.end = max(prefix.end, place.replicate + 1) }
    prefixes[place.configuration] = prefix
  }

  /// The configuration with the best mean; nil while there is none.
  ///
  /// - Parameters:
  ///   - presence: how a trial stands; nil where it is not asked for.
  ///   - value: of one that is there.
  mutating func best(
    presence: (Place) -> Presence?, value: (Place) -> Double
  ) -> Standing.Best? {
    for configuration in stale {
      let moments = moments(of: configuration, presence, value)
      let range = configuration * folds..<(configuration + 1) * folds
      leaders[configuration] = Leaders.Score(
        count: Int32(moments.count), mean: moments.mean ?? 0,
        isWaiting: groups[range].allSatisfy { $0.absent == 0 })
    }
    stale.removeAll(keepingCapacity: true)
    guard let best = leaders.best() else { return nil }
    let moments = moments(of: best, presence, value)
    guard let mean = moments.mean else { return nil }
    return Standing.Best(
      configuration: best, count: moments.count, mean: mean,
      deviation: moments.standardDeviation)
  }

  private mutating func moments(
    of configuration: Int, _ presence: (Place) -> Presence?, _ value: (Place) -> Double
  ) -> Moments {
    guard !excluded.contains(configuration) else { return Moments() }
    return folds > 1
      ? foldMoments(of: configuration, presence, value)
      : replicateMoments(of: configuration, presence, value)
  }

  /// Over folds, each of which is the mean of its replicates.
  private mutating func foldMoments(
    of configuration: Int, _ presence: (Place) -> Presence?, _ value: (Place) -> Double
  ) -> Moments {
    var moments = Moments()
    for fold in 0..<folds {
      let index = configuration * folds + fold
      guard groups[index].isComplete else { continue }
      if groups[index].mean.isNaN {
        var group = Moments()
        for replicate in 0..<replicates {
          let place = Place(configuration: configuration, replicate: replicate, fold: fold)
          if presence(place) == .there { group.add(value(place)) }
        }
        groups[index].mean = group.mean ?? .nan
      }
      moments.add(groups[index].mean)
    }
    return moments
  }

  private mutating func replicateMoments(
    of configuration: Int, _ presence: (Place) -> Presence?, _ value: (Place) -> Double
  ) -> Moments {
    var prefix = prefixes[configuration] ?? Prefix(end: replicates)
    var moments = prefix.moments
    var isContiguous = true
    for replicate in prefix.count..<max(prefix.count, prefix.end) {
      let place = Place(configuration: configuration, replicate: replicate, fold: 0)
      let presence = presence(place)
      if presence == .there { moments.add(value(place)) }
      isContiguous = isContiguous && presence != nil && presence != .open
      if isContiguous { (prefix.count, prefix.moments) = (replicate + 1, moments) }
    }
    if prefixes[configuration] != nil { prefixes[configuration] = prefix }
    return moments
  }
}
