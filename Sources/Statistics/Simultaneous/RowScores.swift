/// On which rows of one test part each candidate was right, block by block: a bit a row.
///
/// The score of a candidate in a block is, but for rounding, a number that moves by `unit` when all
/// rows turn from wrong to right.
package struct RowScores: Hashable, Sendable {
  /// Rows of the test part, M; two or more.
  package let count: Int
  /// The name of the rows: equal where they are the same.
  package let part: String
  /// 1 of shares, 100 of percentages; the sign makes no difference.
  package let unit: Double
  /// The bits by candidate and block, 64 rows a word, the first in the lowest bit; nil where a score is
  /// missing.
  private let right: [[[UInt64]?]]

  /// - Parameters:
  ///   - right: by candidate and block, eight rows a byte, the first in the lowest bit; bits behind the
  ///     last row are overlooked. Nil where a score is missing.
  ///   - part: which rows they are.
  /// - Precondition: there are two rows or more, and as many bytes as they take.
  package init(_ right: [[[UInt8]?]], count: Int, part: String = "", unit: Double = 1) {
    precondition(count > 1, "a test part has two rows or more, not \(count)")
    (self.count, self.part, self.unit) = (count, part, unit)
    self.right = right.map { $0.map { $0.map { RowScores.words($0, count) } } }
  }

  private init(_ right: [[[UInt64]?]], like other: RowScores) {
    (count, part, unit) = (other.count, other.part, other.unit)
    self.right = right
  }

  private static func words(_ bytes: [UInt8], _ count: Int) -> [UInt64] {
    precondition(bytes.count * 8 >= count, "\(count) rows do not fit into \(bytes.count) bytes")
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for (place, byte) in bytes.prefix((count + 7) / 8).enumerated() {
      words[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8)
    }
    if count % 64 > 0 { words[words.count - 1] &= (1 << UInt64(count % 64)) - 1 }
    return words
  }

  /// Joins the scores of several lists of candidates; nil where they are not of the same rows.
  package init?(joining all: [RowScores]) {
    guard let first = all.first,
      all.allSatisfy({
        $0.count == first.count && $0.part == first.part && $0.unit == first.unit
      })
    else { return nil }
    self.init(all.flatMap(\.right), like: first)
  }

  /// The scores of one candidate, and its first blocks.
  package func selecting(_ candidate: Int, blocks: Int) -> RowScores {
    RowScores([Array(right[candidate].prefix(blocks))], like: self)
  }

  /// How many candidates there are.
  package var candidates: Int { right.count }

  /// Gives the variance that rows add to a mean difference, of the blocks that both candidates have; nil
  /// where there is none. In units of scores.
  ///
  /// d = right(one) - right(other) is 1, 0 or -1, so all sums are whole numbers: of squares the bits in
  /// which two words differ, of products of two seeds four counts of bits that they share.
  package func variance(_ one: Int, _ other: Int) -> RowVariance? {
    let pairs = zip(right[one], right[other]).compactMap { a, b in
      a.flatMap { a in b.map { (a, $0) } }
    }
    guard !pairs.isEmpty else { return nil }
    let (n, m) = (Double(pairs.count), Double(count))
    // Sums of d and d² over the rows of each seed, and of (the sum over seeds)² over rows.
    var sums: [Double] = []
    var (squares, ofRows) = (0.0, 0.0)
    for (r, first) in pairs.enumerated() {
      sums.append(Double(bits(first.0) - bits(first.1)))
      let unlike = Double(bits(first.0, first.1, ^))
      squares += unlike
      ofRows += unlike
      for second in pairs[..<r] {
        let product =
          bits(first.0, second.0, &) - bits(first.0, second.1, &)
          - bits(first.1, second.0, &) + bits(first.1, second.1, &)
        ofRows += 2 * Double(product)
      }
    }
    let total = sums.reduce(0, +)
    let mean = total * total / (n * m)
    let betweenRows = max(0, ofRows / n - mean)
    let betweenSeeds = sums.reduce(0) { $0 + $1 * $1 } / m - mean
    let rest = max(0, squares - mean - betweenRows - betweenSeeds)
    // One seed alone does not tell rows from what is left.
    let both = n > 1 ? rest / ((n - 1) * (m - 1)) / (n * m) : 0
    return RowVariance(
      rows: betweenRows / n / (m - 1) / m, both: both, count: count, blocks: pairs.count
    ).scaled(by: unit)
  }

  private func bits(_ words: [UInt64]) -> Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  private func bits(_ a: [UInt64], _ b: [UInt64], _ both: (UInt64, UInt64) -> UInt64) -> Int {
    var count = 0
    for index in a.indices { count += both(a[index], b[index]).nonzeroBitCount }
    return count
  }
}
