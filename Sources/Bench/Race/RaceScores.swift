import Glibc
import Random

/// The scores of every configuration of a full design in every block: a race chooses from them.
struct RaceScores {
  /// The scores by configuration and block; the higher the better.
  var values: [[Double]]
  /// The configuration that is the best in truth; nil where only the full design tells.
  var best: Int?

  /// A full design in which the truth is known.
  struct Setting {
    enum Variances: String, CaseIterable {
      case equal
      /// Log-normal, with a spread of .25.
      case mild
      /// Every other configuration has three times the spread.
      case threefold
    }

    let configurations: Int
    let blocks: Int
    /// The spread of the true means, in units of the root mean square residual.
    let spread: Double
    let variances: Variances
  }

  init(_ setting: Setting, seed: UInt64) {
    var stream = RandomStream(seed: seed)
    let deviations = (0..<setting.configurations).map { place in
      switch setting.variances {
      case .equal: 1.0
      case .mild: exp(0.25 * stream.normal())
      case .threefold: place.isMultiple(of: 2) ? 1.0 : 3
      }
    }
    let scale = (deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)).squareRoot()
    let means = deviations.map { _ in setting.spread * scale * stream.normal() }
    let common = (0..<setting.blocks).map { _ in stream.normal() }
    values = zip(means, deviations).map { mean, deviation in
      common.map { mean + $0 + deviation * stream.normal() }
    }
    // Where all are equal, any given one is a best.
    best =
      setting.spread == 0
      ? stream.integer(below: means.count)
      : means.indices.max { means[$0] < means[$1] }
  }

  private init(values: [[Double]]) { self.values = values }

  /// Reads a table with the columns configuration, repeat, fold and val_accuracy among others.
  ///
  /// - Returns: also how many folds a repeat has; nil when the file cannot be read, or is no such table.
  static func table(at path: String) -> (scores: RaceScores, folds: Int)? {
    guard let lines = lines(of: path), let header = lines.first else { return nil }
    let names = header.split(separator: ",")
    let columns = ["configuration", "repeat", "fold", "val_accuracy"].compactMap { name in
      names.firstIndex { $0 == name }
    }
    guard columns.count == 4 else { return nil }
    var cells: [[Int]: Double] = [:]
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == names.count, let value = Double(fields[columns[3]]) else { return nil }
      cells[columns.dropLast().compactMap { Int(fields[$0]) }] = value
    }
    func count(_ place: Int) -> Int { (cells.keys.compactMap { $0[place] }.max() ?? -1) + 1 }
    let (configurations, repeats, folds) = (count(0), count(1), count(2))
    guard cells.count == configurations * repeats * folds, !cells.isEmpty else { return nil }
    let values = (0..<configurations).map { configuration in
      (0..<repeats).flatMap { replicate in
        (0..<folds).map { cells[[configuration, replicate, $0]] ?? .nan }
      }
    }
    return (RaceScores(values: values), folds)
  }

  private static func lines(of path: String) -> [Substring]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var byte = getc(file)
    while byte != EOF {
      bytes.append(UInt8(truncatingIfNeeded: byte))
      byte = getc(file)
    }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
  }

  /// The same with its blocks in another order: the folds of each repeat, and the repeats.
  func reordered(folds: Int, _ stream: inout RandomStream) -> RaceScores {
    let count = values.first?.count ?? 0
    var repeats = Array(0..<count / folds)
    stream.shuffle(&repeats)
    let order = repeats.flatMap { place in
      var order = Array(0..<folds)
      stream.shuffle(&order)
      return order.map { place * folds + $0 }
    }
    var other = self
    other.values = values.map { row in order.map { row[$0] } }
    return other
  }
}
