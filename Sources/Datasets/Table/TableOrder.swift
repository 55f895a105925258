/// The order that a column of numbers or dates puts rows in.
package enum TableOrder {
  /// The place of each row, equal where rows are equal.
  static func places(_ values: [Double]) -> [Int] {
    let sorted = Set(values).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
    return values.map { places[$0] ?? 0 }
  }

  /// The places of texts; nil with the row of the first that is neither a number nor a date.
  package static func places(of texts: [String]) -> (places: [Int], stranger: Int?) {
    var values: [Double] = []
    for (row, text) in texts.enumerated() {
      guard let value = TableNumber.double(text) ?? TableDate.days(text) else { return ([], row) }
      values.append(value)
    }
    return (places(values), nil)
  }

  /// Gives the error's words for a text that is neither a number nor a date.
  package static func problem(_ column: String, _ text: String) -> String {
    "column \(column) holds \"\(ColumnSurvey.shortened(text))\", expected what rows are ordered by: a"
      + " number, or a date such as 2021-03-04 or 04.03.2021, with or without a time"
  }
}

/// The part to which a column that splits a table assigns a row.
package enum TablePart {
  /// 0 for training, 1 for validation, 2 for test; nil for any other word.
  package static func code(_ text: String) -> UInt8? {
    switch text.lowercased() {
    case "training", "train": 0
    case "validation", "valid", "val", "dev": 1
    case "test", "testing": 2
    default: nil
    }
  }

  /// Gives the error's words for a text that `code` gives nil for.
  package static func problem(_ column: String, _ text: String) -> String {
    "column \(column) holds \"\(ColumnSurvey.shortened(text))\", expected what the row is for:"
      + " training, validation or test"
  }
}
