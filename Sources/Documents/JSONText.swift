extension JSON {
  /// On one line, without spaces: one record of a JSON Lines stream.
  package var line: String { JSONWriter.text(of: self, .dense) }

  /// On several lines for people: only what holds further lists or objects is broken.
  package var text: String { JSONWriter.text(of: self, .broken) }

  /// The same as a file or a command's output: with a new line at its end.
  package var document: String { text + "\n" }
}

extension Document {
  /// The document as JSON, on one line; of JSON5 the words `NaN` and `Infinity`, which JSON lacks.
  ///
  /// For people and their tools, and yet exact: `Document(json:)` gives an equal hash.
  package var json: String { JSONWriter.text(of: JSON(self), .spaced, namesEveryNumber: true) }
}

/// A list of objects that is written one by one, as `document` would write all of them at once.
///
/// ```swift
/// var list = JSONListText()
/// for record in records { print(list.text(of: record), terminator: "") }
/// print(list.end, terminator: "")
/// ```
package struct JSONListText {
  private var isEmpty = true

  /// Makes a list of which nothing is written yet.
  package init() {}

  /// Gives the text that follows on the elements before.
  ///
  /// - Precondition: it is an object or a list with something in it: only then has each a line.
  package mutating func text(of element: JSON) -> String {
    defer { isEmpty = false }
    return (isEmpty ? "[\n  " : ",\n  ") + JSONWriter.text(of: element, .broken, depth: 1)
  }

  /// The text that follows on the last element.
  package var end: String { isEmpty ? "[]\n" : "\n]\n" }
}
