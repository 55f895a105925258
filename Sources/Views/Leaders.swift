import Sweeps

/// The row with the best mean of many, where one row after the other changes.
///
/// Rows compete as in `Summary.competitors`: those with the most observations, and those that are one
/// short and wait only for open trials. To ask takes a look at one row of a block, and not at all.
struct Leaders: Sendable {
  /// The score of one row.
  struct Score: Hashable, Sendable {
    var count: Int32 = 0
    var mean = 0.0
    /// Whether nothing of it is missing for good.
    var isWaiting = true
  }

  /// The best of a range of rows.
  private struct Lead: Sendable {
    /// The most observations.
    var count: Int32 = 0
    /// The best of the rows with so many.
    var best: Int?
    /// The best of those among them that wait for open trials alone.
    var waiting: Int?
    /// The best of those that have one less and wait for open trials alone.
    var next: Int?
  }

  private let metric: Metric
  private var scores: [Score] = []
  private var blocks: [Lead] = []
  private var stale: Set<Int> = []

  /// Rows of a block.
  private static let size = 256

  init(_ metric: Metric) { self.metric = metric }

  /// Has so many rows from now on, the new ones without an observation.
  mutating func grow(to count: Int) {
    guard count > scores.count else { return }
    scores += Array(repeating: Score(), count: count - scores.count)
    let blockCount = (count + Leaders.size - 1) / Leaders.size
    blocks += Array(repeating: Lead(), count: blockCount - blocks.count)
  }

  subscript(row: Int) -> Score {
    get { scores[row] }
    set {
      guard scores[row] != newValue else { return }
      scores[row] = newValue
      stale.insert(row / Leaders.size)
    }
  }

  /// The row with the best mean, the first of equals; nil while there is none.
  mutating func best() -> Int? {
    for block in stale {
      let rows = block * Leaders.size..<min((block + 1) * Leaders.size, scores.count)
      blocks[block] = rows.reduce(Lead()) { join($0, self.lead(of: $1)) }
    }
    stale.removeAll(keepingCapacity: true)
    let lead = blocks.reduce(Lead(), join)
    return better(lead.best, lead.next)
  }

  private func lead(of row: Int) -> Lead {
    let score = scores[row]
    guard score.count > 0 else { return Lead() }
    return Lead(count: score.count, best: row, waiting: score.isWaiting ? row : nil)
  }

  private func join(_ a: Lead, _ b: Lead) -> Lead {
    guard a.count > 0 else { return b }
    guard b.count > 0 else { return a }
    if a.count == b.count {
      return Lead(
        count: a.count, best: better(a.best, b.best), waiting: better(a.waiting, b.waiting),
        next: better(a.next, b.next))
    }
    var (more, less) = a.count > b.count ? (a, b) : (b, a)
    if less.count == more.count - 1 { more.next = better(more.next, less.waiting) }
    return more
  }

  /// The row with the better mean, the one that comes first of equals.
  private func better(_ a: Int?, _ b: Int?) -> Int? {
    guard let a, let b else { return a ?? b }
    let (first, second) = (min(a, b), max(a, b))
    return metric.prefers(scores[second].mean, to: scores[first].mean) ? second : first
  }
}
