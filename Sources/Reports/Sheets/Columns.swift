/// At which side of a column a cell has its free space.
package enum Alignment: Hashable, Sendable {
  case left
  case right
}

/// A column of texts in a fixed-width font, all equally wide.
struct Column {
  let title: String
  let texts: [String]

  /// The title and the texts, filled up to the widest of them.
  init(_ title: String, _ texts: [String], _ alignment: Alignment = .left) {
    let width = texts.reduce(title.displayWidth) { max($0, $1.displayWidth) }
    self.title = title.padded(to: width, alignment)
    self.texts = texts.map { $0.padded(to: width, alignment) }
  }

  /// Labels: with their points under each other if all of them are numbers.
  init(labels title: String, _ texts: [String]) {
    let areNumbers = texts.allSatisfy { Double($0)?.isFinite == true }
    self.init(title, areNumbers ? Column.aligned(texts, missing: "") : texts)
  }

  var width: Int { title.displayWidth }

  /// The lines below the titles, a text from each column; none ends in spaces.
  static func rows(_ columns: [Column]) -> [String] {
    (0..<(columns.first?.texts.count ?? 0)).map { row in line(columns.map { $0.texts[row] }) }
  }

  /// The line of titles.
  static func head(_ columns: [Column]) -> String { line(columns.map(\.title)) }

  /// Cells of one line, two spaces between them; it does not end in spaces.
  static func line(_ texts: [String]) -> String {
    var line = texts.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }

  /// Numbers padded so that their points stand under each other, and words among them at the left.
  static func aligned(_ numbers: [String?], missing: String) -> [String] {
    aligned(numbers.map { $0 ?? missing })
  }

  static func aligned(_ texts: [String]) -> [String] {
    let parts = texts.map { text in
      let isNumber = Double(text) != nil
      let end = text.firstIndex { $0 == "." || $0 == "e" } ?? text.endIndex
      return isNumber ? (whole: String(text[..<end]), rest: String(text[end...])) : nil
    }
    let whole = parts.compactMap { $0?.whole.displayWidth }.max() ?? 0
    let rest = parts.compactMap { $0?.rest.displayWidth }.max() ?? 0
    let words = zip(texts, parts).map { $1 == nil ? $0.displayWidth : 0 }.max() ?? 0
    return zip(texts, parts).map { text, parts in
      let number = parts.map { $0.whole.padded(to: whole, .right) + $0.rest.padded(to: rest) }
      return (number ?? text).padded(to: max(words, whole + rest))
    }
  }
}
