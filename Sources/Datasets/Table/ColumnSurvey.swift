/// The survey of one column's fields, over all rows.
struct ColumnSurvey {
  let name: String
  /// Fields that hold a value, and those of them that are numbers.
  private(set) var values = 0
  private(set) var numbers = 0
  private(set) var missing = 0
  private var hasPoints = false
  private var hasCommas = false
  /// The first value that is no number, and where it stands.
  private var stranger: (text: String, path: String, line: Int)?

  // The facts about columns that are no numbers, once that is known.
  private(set) var counts: [String: Int] = [:]
  private var areBooleans = true
  private var areDates = true

  init(name: String) { self.name = name }

  var isOfNumbers: Bool { numbers == values }

  /// Takes in a field when all columns are looked at for the first time.
  mutating func add(_ column: Int, of records: borrowing TableRecords) {
    if records.isMissing(column) {
      missing += 1
      return
    }
    values += 1
    if records.number(column) != nil {
      numbers += 1
      let bytes = records.bytes(column)
      if bytes.count > 2 {
        if !hasPoints, bytes.contains(UInt8(ascii: ".")) { hasPoints = true }
        if !hasCommas, bytes.contains(UInt8(ascii: ",")) { hasCommas = true }
      }
    } else if stranger == nil {
      let (path, line) = records.place
      stranger = (records.text(column), path, line)
    }
  }

  /// Takes in the text of a field of a column that is known to hold more than numbers.
  mutating func add(text: String) {
    counts[text, default: 0] += 1
    if areBooleans { areBooleans = ColumnSurvey.boolean(text) != nil }
    if areDates { areDates = TableDate.days(text) != nil }
  }

  /// Gives the kind of the column.
  ///
  /// - Parameter areCategories: whether somebody has said that its values are categories.
  func kind(areCategories: Bool, path: String) throws(DatasetError) -> Dataset.Table.Kind {
    guard values > 0 else {
      throw .malformed(
        path: path,
        problem:
          "has no value at all in the column \"\(name)\": leave it out with exclude: [\(name)]")
    }
    if isOfNumbers, !areCategories {
      guard !(hasPoints && hasCommas) else {
        throw .malformed(
          path: path,
          problem:
            "has decimal points and decimal commas in the column \"\(name)\": write all of its"
            + " numbers with one of them")
      }
      return .number
    }
    if let stranger, numbers * 2 >= values, !areCategories {
      let many = numbers == 1 ? "1 other is a number" : "\(numbers) others are numbers"
      throw .malformed(
        path: stranger.path, line: stranger.line,
        problem:
          "column \(name) holds \"\(ColumnSurvey.shortened(stranger.text))\", expected a number"
          + (numbers == 0 ? "" : " as \(many)")
          + ": correct it, or say missing: [\"\(ColumnSurvey.shortened(stranger.text))\"] if it stands"
          + " for no value, or categories: [\(name)]")
    }
    if areCategories { return .category(ClassNames(of: counts.keys).names) }
    if areBooleans, counts.count <= 2 { return .boolean }
    if areDates { return .date }
    let isFree = counts.count > 50 && counts.count * 2 > values || counts.count > 1000
    guard !isFree else {
      let example = ColumnSurvey.shortened(counts.keys.min() ?? "")
      if let remedy = UnreadText.remedy(counts.keys) {
        throw .malformed(
          path: path,
          problem:
            "has texts in the column \"\(name)\", such as \"\(example)\"; \(remedy), or leave the column out"
            + " with exclude: [\(name)]")
      }
      throw .malformed(
        path: path,
        problem: "has free text in the column \"\(name)\" (\(counts.count) different values in"
          + " \(values) rows, such as \"\(example)\"): leave it out with exclude: [\(name)], or take"
          + " its values as classes of their own with categories: [\(name)]")
    }
    return .category(ClassNames(of: counts.keys).names)
  }

  /// Yes and no in the words that tables have for them.
  static func boolean(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "t", "y": true
    case "false", "no", "f", "n": false
    default: nil
    }
  }

  static func shortened(_ text: String) -> String {
    text.count > 40 ? text.prefix(39) + "…" : text
  }
}
