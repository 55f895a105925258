import Glibc
import Random

/// The regrets of another optimizer, by problem and number of evaluations: one a seed.
struct PeerRegrets {
  private var regrets: [Key: [Double]] = [:]

  private struct Key: Hashable {
    let problem: String
    let evaluations: Int
  }

  /// Reads lines `problem,evaluations,regret`.
  ///
  /// - Returns: nil when the file cannot be read, or holds another line.
  init?(at path: String) {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var text: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(text) }
    while getline(&text, &capacity, file) > 0, let text {
      let cells = String(cString: text).split { $0 == "," || $0.isNewline }
      guard cells.count == 3, let evaluations = Int(cells[1]), let regret = Double(cells[2]) else {
        return nil
      }
      regrets[Key(problem: String(cells[0]), evaluations: evaluations), default: []].append(regret)
    }
  }

  subscript(problem: String, evaluations: Int) -> [Double]? {
    regrets[Key(problem: problem, evaluations: evaluations)]
  }
}

/// How large regrets are beside a peer's: the ratio of their medians, with one-sided bounds of 90 %
/// by the bootstrap.
///
/// Where a table's best is found, regrets are 0, and a ratio of them says nothing: a hundredth of the
/// peer's upper quartile, or of ours where that is 0, too, is added to both medians.
struct RegretRatio {
  let ratio: Double
  let lower: Double
  let upper: Double

  init(of ours: [Double], to others: [Double]) {
    func upperQuartile(_ values: [Double]) -> Double { values.sorted()[values.count * 3 / 4] }
    let scale = [upperQuartile(others), upperQuartile(ours), 1].first { $0 > 1e-12 } ?? 1
    func ratio(_ a: [Double], _ b: [Double]) -> Double {
      (a.middle + 0.01 * scale) / (b.middle + 0.01 * scale)
    }
    self.ratio = ratio(ours, others)
    var stream = RandomStream(seed: 90)
    let drawn = (0..<2000).map { _ in
      ratio(ours.resampled(&stream), others.resampled(&stream))
    }.sorted()
    lower = drawn[200]
    upper = drawn[1799]
  }
}

extension [Double] {
  /// The median; the mean of the two in the middle of an even number.
  fileprivate var middle: Double {
    let sorted = sorted()
    return (sorted[count / 2] + sorted[(count - 1) / 2]) / 2
  }

  fileprivate func resampled(_ stream: inout RandomStream) -> [Double] {
    map { _ in self[stream.integer(below: count)] }
  }

  var geometricMean: Double { exp(reduce(0) { $0 + log($1) } / Double(count)) }
}
