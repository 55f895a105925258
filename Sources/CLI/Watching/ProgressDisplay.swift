import Documents
import Processes
import Reports

/// How people want to be told of progress.
enum ProgressMode: String, CaseIterable {
  /// A live region on a terminal, lines elsewhere.
  case auto
  case tty
  /// A line every 30 seconds or 5 %, when work begins, and at each failure.
  case plain
  /// The same as JSON lines.
  case json
  case none
}

extension Option {
  static let progress = Option(
    "--progress", value: "MODE", words: ProgressMode.allCases.map(\.rawValue),
    "auto (default), tty, plain, json or none")
}

extension Arguments {
  /// Never `auto`: what that comes to is decided here.
  func progressMode() throws(UserError) -> ProgressMode {
    let mode =
      try choice(.progress, among: ProgressMode.allCases.map { ($0.rawValue, $0) }) ?? .auto
    guard mode == .auto else { return mode }
    return Terminal.isThere ? .tty : .plain
  }
}

/// Where progress is shown: a picture that changes in place, or lines.
struct ProgressDisplay {
  let mode: ProgressMode
  private var picture = LivePicture()
  private var lastLine: (at: Duration, counts: TrialCounts)?

  init(_ mode: ProgressMode) { self.mode = mode }

  /// Whether a picture at this moment would be seen: on a terminal always.
  func isDue(_ counts: TrialCounts, at now: Duration) -> Bool {
    switch mode {
    case .auto, .none: return false
    case .tty: return true
    case .plain, .json:
      guard let lastLine else { return true }
      let step = max(1, counts.total / 20)
      return now - lastLine.at >= .seconds(30)
        || counts.ended / step > lastLine.counts.ended / step
        || counts.running > 0 && lastLine.counts.running == 0
    }
  }

  /// Draws the picture anew, or writes a line; `isDue` tells whether it is worth it.
  mutating func show(_ snapshot: ProgressSnapshot, at now: Duration) {
    switch mode {
    case .auto, .none: return
    case .tty:
      let size = Terminal.size
      // A line that fills the last column is one with the next, for terminals that are resized.
      let lines = ProgressScreen(snapshot).lines(
        width: size.columns - 1, height: min(size.rows - 1, 24), style: Output.progressStyle)
      Output.live(picture.draw(lines, width: size.columns))
    case .plain, .json:
      lastLine = (now, snapshot.counts)
      let line = ProgressLine(snapshot)
      Output.note(mode == .json ? line.json.line : line.text)
    }
  }

  /// Tells of the latest failure where no picture does.
  func tellFailure(_ snapshot: ProgressSnapshot) {
    if mode == .plain, let text = ProgressLine(snapshot).failureText { Output.note(text) }
  }

  /// Says a line that people should read where no picture says it.
  func remark(_ line: String) {
    if mode == .plain { Output.note(line) }
  }

  /// Writes a line that stays.
  mutating func note(_ line: String) {
    switch mode {
    case .none: return
    case .tty: Output.live(picture.note(line, width: Terminal.size.columns))
    case .auto, .plain, .json: Output.note(line)
    }
  }

  /// Says how it ended where lines are told, and leaves a terminal as it should be found.
  mutating func end(_ snapshot: ProgressSnapshot, at now: Duration) {
    if mode == .tty { Output.live(picture.clear(width: Terminal.size.columns)) }
    if let lastLine, lastLine.counts.ended < snapshot.counts.ended { show(snapshot, at: now) }
  }
}
