/// Areas under curves of scores by which rows are ranked: large ones are to be those that count.
package enum RankedScores {
  /// The share of pairs of one that counts and one that does not in which the first has the larger
  /// score, equal ones half (Mann and Whitney); nil where all count, or none.
  package static func rocAUC(_ scores: [Double], _ counts: [Bool]) -> Double? {
    let positives = counts.count { $0 }
    let negatives = counts.count - positives
    guard positives > 0, negatives > 0 else { return nil }
    var (pairs, below) = (0.0, 0)
    for (hits, misses) in tied(scores, counts, ascending: true) {
      pairs += Double(hits) * (Double(below) + Double(misses) / 2)
      below += misses
    }
    return pairs / (Double(positives) * Double(negatives))
  }

  /// The sum over thresholds of precision times the recall that is gained there; nil where none counts.
  package static func averagePrecision(_ scores: [Double], _ counts: [Bool]) -> Double? {
    let positives = counts.count { $0 }
    guard positives > 0 else { return nil }
    var (sum, found, taken) = (0.0, 0, 0)
    for (hits, misses) in tied(scores, counts, ascending: false) {
      found += hits
      taken += hits + misses
      sum += Double(hits) * Double(found) / Double(taken)
    }
    return sum / Double(positives)
  }

  /// How many of each score count and how many do not, score by score.
  private static func tied(
    _ scores: [Double], _ counts: [Bool], ascending: Bool
  ) -> [(hits: Int, misses: Int)] {
    let order = scores.indices.sorted {
      ascending ? scores[$0] < scores[$1] : scores[$0] > scores[$1]
    }
    var groups: [(hits: Int, misses: Int)] = []
    var last: Double?
    for row in order {
      if last != scores[row] { groups.append((0, 0)) }
      last = scores[row]
      if counts[row] {
        groups[groups.count - 1].hits += 1
      } else {
        groups[groups.count - 1].misses += 1
      }
    }
    return groups
  }
}
