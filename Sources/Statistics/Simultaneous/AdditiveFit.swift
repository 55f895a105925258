/// Least squares of score = candidate + block over the cells that are there.
///
/// With all cells there it is the two-way analysis of variance; with some missing, the candidates'
/// effects are their means as they would be over all blocks, if candidates and blocks add up
/// (Searle, "Linear models for unbalanced data", 1987, 4.9).
struct AdditiveFit: Sendable {
  /// The mean of every fitted row over the blocks, in the order of `rows`.
  let means: [Double]
  /// The sum of squares that candidates and blocks leave unexplained; 0 where it is rounding's.
  let squares: Double
  /// Cells less candidates less blocks, plus one for each set of candidates that share blocks.
  let degreesOfFreedom: Int

  /// The mean square of what is left; nil without degrees of freedom.
  var variance: Double? { degreesOfFreedom > 0 ? squares / Double(degreesOfFreedom) : nil }

  /// Fits some rows of the scores; rows without any score have NaN for a mean.
  init(_ scores: BlockScores, rows: [Int]) {
    let cells = rows.map { row in
      (0..<scores.blocks).filter { !scores[row, $0].isNaN }
    }
    let parts = AdditiveFit.connectedParts(cells, blocks: scores.blocks)
    let blockEffects = AdditiveFit.blockEffects(scores, rows, cells, parts)
    means = zip(rows, cells).map { row, blocks in
      guard !blocks.isEmpty else { return .nan }
      return blocks.reduce(0) { $0 + scores[row, $1] - blockEffects[$1] } / Double(blocks.count)
    }
    var sum = 0.0
    var count = 0
    for (place, row) in rows.enumerated() {
      for block in cells[place] {
        let residual = scores[row, block] - means[place] - blockEffects[block]
        sum += residual * residual
        count += 1
      }
    }
    let rounding = scores.rounding(rows)
    squares = sum > rounding * rounding * Double(count) ? sum : 0
    let present = cells.count { !$0.isEmpty }
    var isUsed = [Bool](repeating: false, count: scores.blocks)
    for row in cells { for block in row { isUsed[block] = true } }
    let used = isUsed.indices.filter { isUsed[$0] }
    degreesOfFreedom = count - present - used.count + Set(used.map { parts[$0] }).count
  }

  /// Gives the effect of each block on every candidate, on average 0 over the blocks that are used.
  ///
  /// Without gaps the means of the columns; else by conjugate gradients on the normal equations of
  /// the blocks, which are few (Hestenes and Stiefel, 1952).
  private static func blockEffects(
    _ scores: BlockScores, _ rows: [Int], _ cells: [[Int]], _ parts: [Int]
  ) -> [Double] {
    let counts = cells.joined().reduce(into: [Double](repeating: 0, count: scores.blocks)) {
      $0[$1] += 1
    }
    func centred(_ values: [Double]) -> [Double] {
      let used = counts.count { $0 > 0 }
      let mean = zip(values, counts).reduce(0) { $0 + ($1.1 > 0 ? $1.0 : 0) } / Double(max(used, 1))
      return zip(values, counts).map { $1 > 0 ? $0 - mean : 0 }
    }
    // Sums of a block's scores, each less what its candidate's mean explains.
    func sums(_ value: (Int, Int) -> Double) -> [Double] {
      var sums = [Double](repeating: 0, count: scores.blocks)
      for (place, row) in rows.enumerated() where !cells[place].isEmpty {
        let mean = cells[place].reduce(0) { $0 + value(row, $1) } / Double(cells[place].count)
        for block in cells[place] { sums[block] += value(row, block) - mean }
      }
      return sums
    }
    let target = sums { scores[$0, $1] }
    let isComplete = cells.allSatisfy { $0.count == scores.blocks }
    if isComplete { return centred(zip(target, counts).map { $1 > 0 ? $0 / $1 : 0 }) }
    // The effects of blocks that share candidates are known up to a constant. What rounding adds along it has
    // no curvature, and a step there would have any length.
    func withoutConstants(_ values: [Double]) -> [Double] {
      var sums = [Double](repeating: 0, count: scores.blocks)
      var cells = sums
      for block in values.indices {
        sums[parts[block]] += values[block]
        cells[parts[block]] += counts[block]
      }
      return values.indices.map { block in
        let part = parts[block]
        return counts[block] > 0 ? values[block] - counts[block] * sums[part] / cells[part] : 0
      }
    }
    var solution = [Double](repeating: 0, count: scores.blocks)
    var residual = withoutConstants(target)
    var direction = zip(residual, counts).map { $1 > 0 ? $0 / $1 : 0 }
    func product(_ one: [Double], _ other: [Double]) -> Double {
      zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var size = product(residual, direction)
    let enough = size * 1e-30
    for _ in 0..<(2 * scores.blocks + 20) where size > enough && size > 0 {
      let image = sums { direction[$1] }
      let curvature = product(direction, image)
      guard curvature > 0 else { break }
      let step = size / curvature
      for block in solution.indices {
        solution[block] += step * direction[block]
        residual[block] -= step * image[block]
      }
      residual = withoutConstants(residual)
      let preconditioned = zip(residual, counts).map { $1 > 0 ? $0 / $1 : 0 }
      let next = product(residual, preconditioned)
      for block in direction.indices {
        direction[block] = preconditioned[block] + next / size * direction[block]
      }
      size = next
    }
    return centred(solution)
  }

  /// Gives each block the number of its part: candidates of different parts share no block, directly or
  /// through others.
  private static func connectedParts(_ cells: [[Int]], blocks: Int) -> [Int] {
    var owner = Array(0..<blocks)
    func root(_ block: Int) -> Int {
      var block = block
      while owner[block] != block { block = owner[block] }
      return block
    }
    for row in cells {
      guard let first = row.first else { continue }
      for block in row.dropFirst() { owner[root(block)] = root(first) }
    }
    return owner.indices.map(root)
  }
}
