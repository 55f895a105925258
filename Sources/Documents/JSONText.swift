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
