import Sweeps

/// The values of one parameter over all proposals, kept in order of size as they come.
struct ParzenColumn: Sendable {
  /// No number of a proposal that does not use it.
  private var centers: [Float] = []
  /// The proposals that use it, by size; equal ones by index.
  private var sorted: [Int32] = []

  var count: Int { centers.count }

  mutating func append(_ coordinate: Double?) {
    let center = Float(coordinate ?? .nan)
    centers.append(center)
    guard coordinate != nil else { return }
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if centers[Int(sorted[middle])] <= center { low = middle + 1 } else { high = middle }
    }
    sorted.insert(Int32(centers.count - 1), at: low)
  }

  func isUsed(_ index: Int) -> Bool { !centers[index].isNaN }

  /// Numbers with their kernels' widths: the distance to the farther neighbour among the members.
  ///
  /// The outermost take the distance to their only neighbour.
  func numbers(of members: Members) -> Mixture.Observations {
    var observations = Mixture.Observations()
    let count = members.indices.count
    guard count > 0 else { return observations }
    observations.centers = members.indices.map { centers[$0] }
    let order = order(of: members)
    // Seven tenths of what Optuna has: a half finds narrow minima sooner (Branin's), and is caught in the
    // lesser ones of Levy's function; with the whole, all is slower.
    let least = 0.7 / min(100, Float(count) + 2)
    var widths = [Float](repeating: 1, count: count)
    for (rank, member) in order.enumerated() {
      let center = observations.centers[member]
      let below = rank > 0 ? center - observations.centers[order[rank - 1]] : nil
      let above = rank + 1 < count ? observations.centers[order[rank + 1]] - center : nil
      let width = max(below ?? 0, above ?? 0)
      widths[member] = count == 1 ? max(center, 1 - center) : min(max(width, least), 1)
    }
    observations.widths = widths
    return observations
  }

  /// The places of members by size; equal ones by index.
  private func order(of members: Members) -> [Int] {
    let indices = members.indices
    if members.places.isEmpty {
      return indices.indices.sorted {
        (centers[indices[$0]], indices[$0]) < (centers[indices[$1]], indices[$1])
      }
    }
    var order: [Int] = []
    order.reserveCapacity(indices.count)
    for index in sorted {
      let place = members.places[Int(index)]
      if place >= 0 { order.append(Int(place)) }
    }
    return order
  }

  /// The options' places.
  func options(of members: Members, _ shares: [Float]?) -> Mixture.Observations {
    var observations = Mixture.Observations()
    let shares = shares ?? []
    observations.places = members.indices.map { index in
      var rest = centers[index]
      for (place, share) in shares.enumerated() {
        if rest < share { return Int32(place) }
        rest -= share
      }
      return Int32(shares.count - 1)
    }
    return observations
  }
}

extension Space {
  /// Parameters that are used under the same conditions, those that are always used first.
  var groups: [[Int]] {
    var groups: [(condition: String, axes: [Int])] = []
    for axis in dimensions.indices {
      let condition = condition(of: axis)
      if let known = groups.firstIndex(where: { $0.condition == condition }) {
        groups[known].axes.append(axis)
      } else {
        groups.append((condition, [axis]))
      }
    }
    return groups.map(\.axes)
  }
}
