import Sweeps

/// The texts that stood where the number of a metric was expected, and are none: `tensor(0.9)`, `diverged`.
///
/// A number that is left out in silence would have an earlier one stand for the end.
struct Unread: Hashable {
  /// How many there were, but for those that say that nothing was measured.
  private(set) var count = 0
  /// The first of them.
  private(set) var example = ""
  /// Where nothing was measured after the last number: `null` or `NA`, and the row's epoch or step.
  private var blank: (text: String, place: Double?)?

  static func == (a: Unread, b: Unread) -> Bool {
    a.count == b.count && a.example == b.example && a.blank?.text == b.blank?.text
      && a.blank?.place == b.blank?.place
  }

  func hash(into hasher: inout Hasher) { hasher.combine(count) }

  /// A longer text is cut where it is quoted.
  private static let longestExample = 40

  /// - Parameter place: the epoch, or else the step, of the row.
  mutating func add(_ text: String, at place: Double?) {
    guard !Unread.saysNothing(text) else {
      blank = (text, place)
      return
    }
    if count == 0 { example = String(text.prefix(Unread.longestExample)) }
    count += 1
  }

  /// A number came: what was missing before it is not missing at the end.
  mutating func addNumber() { blank = nil }

  /// Whether a text says that there is no value, as rows do that fill only some columns.
  private static func saysNothing(_ text: String) -> Bool {
    ["", "na", "n/a", "#n/a", "<na>", "none", "null", "nil", "-", "--"].contains(text.lowercased())
  }

  /// The words that tell of it; nil where there is nothing to tell.
  ///
  /// - Parameter last: the epoch, or else the step, of the last number.
  func words(after last: Double?) -> String? {
    if count > 0 {
      let rows = count == 1 ? "one row" : "\(count) rows"
      return "in \(rows) it is no number ('\(example)') and is left out"
    }
    guard let blank, blank.place != last || last == nil else { return nil }
    return "the log ends with '\(blank.text)' for it: the last number is of an earlier row"
  }
}
