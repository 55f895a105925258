import Documents
import Trials

/// Progress as a block of lines, for the live region of a terminal.
///
/// ```
/// mnist-l2  ████████████░░░░░░░░░░░░░  7 of 15 trials done, 2 running, 6 waiting
/// 1m 05s elapsed, 6.3 trials/min, 1m 07s ± 4s left
/// best val_accuracy 0.9834 ± 0.0007 (n = 3) at l2=0.001
///   ada/4711  epoch 12/40  l2=0.00025075, replicate 2
///   bob/815   epoch 3/40   l2=0.0005005, replicate 2
/// failed l2=0.001, replicate 1 on bob/815: crashed: signal 9
/// ```
package struct ProgressScreen: Hashable, Sendable {
  private let snapshot: ProgressSnapshot

  /// - Parameter snapshot: the moment that the lines tell of.
  package init(_ snapshot: ProgressSnapshot) { self.snapshot = snapshot }

  /// The lines; none is wider than `width` columns, and there are no more than `height`.
  ///
  /// Where the width does not suffice, sentences fold; where the height does not, slots are left
  /// out first, and their last line says how many.
  package func lines(width: Int, height: Int = 24, style: Style = .plain) -> [String] {
    func folded(_ text: String) -> [[Span]] {
      text.folded(to: width, hanging: 2).map { [Span($0)] }
    }
    var before = head(width: width)
    if !snapshot.pace.isEmpty { before += folded(snapshot.pace.joined(separator: ", ")) }
    if let best = snapshot.best {
      let lines = best.text.folded(to: width, after: 5, hanging: 2)
      before += [[Span("best ", .bold), Span(lines[0])]] + lines.dropFirst().map { [Span($0)] }
    }
    let after = snapshot.failures.suffix(3).map { [Span("failed ", .red), Span($0.sentence)] }
    let slots = slotLines(limit: height - before.count - after.count)
    return (before + slots.map { [Span($0)] } + after).prefix(max(0, height))
      .map { $0.line(width: width, style: style) }
  }

  /// Name, bar and counts on one line; where that is too narrow the counts stand below.
  private func head(width: Int) -> [[Span]] {
    let name = snapshot.sweep.printable
    let sentence = snapshot.counts.sentence
    let bar = ProgressBar(snapshot.counts)
    let room = width - name.displayWidth - sentence.displayWidth - 4
    if room >= 10 {
      return [
        [Span(name, .bold), Span("  ")] + bar.spans(width: min(25, room))
          + [Span("  "), Span(sentence)]
      ]
    }
    let rest = width - name.displayWidth - 4
    return [[Span(name, .bold), Span("  ")] + bar.spans(width: min(25, rest))]
      + sentence.folded(to: width, hanging: 2).map { [Span($0)] }
  }

  /// A line a slot: worker, epoch, trial.
  private func slotLines(limit: Int) -> [String] {
    let slots = snapshot.workers.flatMap { worker in
      worker.running.map { (worker: worker.name.printable, trial: $0) }
    }
    guard !slots.isEmpty, limit > 0 else { return [] }
    let shown = slots.count > limit ? Array(slots.prefix(limit - 1)) : slots
    let lines = Column.rows([
      Column("", shown.map(\.worker)), Column("", shown.map(\.trial.epochText)),
      Column("", shown.map(\.trial.label.printable)),
    ])
    // From elsewhere not all slots are told of, but how many trials are running is.
    let others = max(slots.count, snapshot.counts.running) - shown.count
    return lines.map { "  " + $0 } + (others > 0 ? ["  and \(grouped(others)) more"] : [])
  }
}

/// The share of trials that have ended, in eighths of a column.
struct ProgressBar: Hashable, Sendable {
  /// From 0 to 1; 1 where there is nothing to do.
  let share: Double

  init(_ counts: TrialCounts) {
    let ended = counts.done + counts.failed
    share = counts.total > 0 ? Double(ended) / Double(counts.total) : 1
  }

  /// A bar of `width` columns; nothing below five.
  func spans(width: Int) -> [Span] {
    guard width >= 5 else { return [] }
    let eighths = Int((share * Double(width * 8)).rounded(.down))
    let full = String(repeating: "█", count: eighths / 8)
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    let empty = String(repeating: "░", count: width - (eighths + 7) / 8)
    return [Span(full + part, .green), Span(empty, .dim)]
  }
}
