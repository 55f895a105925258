/// The contents of a table, for a person who wants to know whether it is fit to be learned from.
package struct TableProfile: Sendable {
  /// How many rows there are, without the header line.
  package let rows: Int
  /// The columns in the order of the header line.
  package let columns: [Column]
  /// Likely mistakes and slips, a sentence each without its capital and stop.
  package let suspicions: [String]

  /// One column, in the order of the file.
  package struct Column: Sendable {
    /// The name in the header line.
    package let name: String
    /// The kind of the column, in a word or a few.
    package let kind: String
    /// How many rows have no value.
    package let missing: Int
    /// How many values differ.
    package let distinct: Int
    /// The range of dates or of more than ten numbers; else the most frequent values with their shares.
    package let values: String
  }

  /// Reads a file with a header line.
  ///
  /// - Parameters:
  ///   - target: the column to be learned, if that is known: others are held against it.
  ///   - group: the column of what rows belong to together.
  package init(
    _ path: String, target: String? = nil, group: String? = nil
  ) throws(DatasetError) {
    let file = try TableFile(path)
    var records = try TableRecords([file])
    let targetPlace = try target.map { (name) throws(DatasetError) in
      try records.column(named: name)
    }
    let groupPlace = try group.map { (name) throws(DatasetError) in
      try records.column(named: name)
    }
    var surveys = records.header.map {
      ColumnProfile(name: $0, hasCommas: records.mayHaveDecimalCommas)
    }
    var rows = 0
    while try records.advance() {
      for column in records.header.indices {
        surveys[column].add(records.value(column), isTrimmed: records.isTrimmed(column))
      }
      rows += 1
    }
    guard rows > 0 else {
      throw .malformed(path: path, problem: "has a header line only, expected rows")
    }
    self.rows = rows
    columns = surveys.map { $0.column(rows: rows) }
    var suspicions = surveys.indices.flatMap { place in
      surveys[place].suspicions(rows: rows, isTarget: place == targetPlace)
    }
    if let targetPlace {
      suspicions += surveys[targetPlace].suspicionsOfTarget(rows: rows)
      for place in surveys.indices where place != targetPlace && place != groupPlace {
        if surveys[place].tells(surveys[targetPlace]) {
          suspicions.append(
            "'\(surveys[place].name)' tells '\(surveys[targetPlace].name)' by itself: each of its values"
              + " has one of the target's; leave it out if it is a copy or comes from it")
        }
      }
      if let groupPlace, surveys[groupPlace].tells(surveys[targetPlace]) {
        suspicions.append(
          "each group of '\(surveys[groupPlace].name)' has one value of '\(surveys[targetPlace].name)':"
            + " whoever knows the group knows the class, so only folds that keep groups together tell"
            + " anything")
      }
    }
    self.suspicions = suspicions
  }
}

/// All values of one column.
private struct ColumnProfile {
  let name: String
  /// The value of each row; nil for none.
  private var values: [String?] = []
  private let hasCommas: Bool
  private var counts: [String: Int] = [:]
  /// The values with blanks around them in some row, and those without in some.
  private var trimmed: Set<String> = []
  private var untrimmed: Set<String> = []

  /// - Parameter hasCommas: whether a comma may stand for a decimal point.
  init(name: String, hasCommas: Bool) { (self.name, self.hasCommas) = (name, hasCommas) }

  mutating func add(_ value: String?, isTrimmed: Bool) {
    values.append(value)
    guard let value else { return }
    counts[value, default: 0] += 1
    if isTrimmed { trimmed.insert(value) } else { untrimmed.insert(value) }
  }

  private var known: Int { counts.values.reduce(0, +) }

  private var numbers: [Double]? {
    let numbers = counts.keys.compactMap {
      TableNumber.double(Array($0.utf8)[...], comma: hasCommas)
    }
    return numbers.count == counts.count && !numbers.isEmpty ? numbers : nil
  }

  private var areWhole: Bool { numbers?.allSatisfy { $0.rounded() == $0 } ?? false }
  private var areDates: Bool {
    !counts.isEmpty && numbers == nil && counts.keys.allSatisfy { TableDate.days($0) != nil }
  }
  private var areBooleans: Bool {
    !counts.isEmpty && counts.count <= 2
      && counts.keys.allSatisfy { ColumnSurvey.boolean($0) != nil }
  }
  private var isFreeText: Bool {
    numbers == nil && !areDates
      && (counts.count > 50 && counts.count * 2 > known || counts.count > 1000)
  }

  func column(rows: Int) -> TableProfile.Column {
    let kind =
      counts.isEmpty
      ? "empty"
      : areBooleans
        ? "boolean"
        : numbers != nil
          ? areWhole ? "whole number" : "number"
          : areDates ? "date" : isFreeText ? "free text" : "category"
    return TableProfile.Column(
      name: name, kind: kind, missing: rows - known, distinct: counts.count,
      values: described(kind))
  }

  private func described(_ kind: String) -> String {
    if let numbers, let least = numbers.min(), let most = numbers.max(), counts.count > 10 {
      return "\(shown(least)) to \(shown(most))"
    }
    if kind == "date" {
      let sorted = counts.keys.sorted { (TableDate.days($0) ?? 0) < (TableDate.days($1) ?? 0) }
      return "\(sorted.first ?? "") to \(sorted.last ?? "")"
    }
    let most = counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
    let listed = most.prefix(kind == "free text" ? 1 : 6).map { text, count in
      "\(ColumnSurvey.shortened(text)) \(share(count, of: known))"
    }
    return listed.joined(separator: ", ") + (most.count > listed.count ? ", ..." : "")
  }

  private func shown(_ number: Double) -> String {
    number.rounded() == number && number.magnitude < 1e15 ? "\(Int(number))" : "\(Float(number))"
  }

  private func share(_ count: Int, of all: Int) -> String {
    let tenths = Int((1000 * Double(count) / Double(max(all, 1))).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }

  func suspicions(rows: Int, isTarget: Bool) -> [String] {
    var found: [String] = []
    let remedy = numbers == nil && !areDates ? UnreadText.remedy(counts.keys) : nil
    if let remedy {
      found.append(
        "'\(name)' holds texts such as '\(ColumnSurvey.shortened(counts.keys.min() ?? ""))'; \(remedy)"
      )
    } else if isTarget {
      if isFreeText {
        found.append(
          "the target '\(name)' has \(counts.count) different texts, each of which would be a class"
        )
      }
    } else if counts.isEmpty {
      found.append("'\(name)' has no value at all: exclude it")
    } else if counts.count == 1 {
      found.append(
        "'\(name)' has one value (\(counts.keys.first ?? "")): it tells nothing, exclude it")
    } else if counts.count == rows, rows > 10, areWhole || isFreeText {
      found.append("'\(name)' is another in every row, as a number or name of rows is: exclude it")
    } else if isFreeText {
      found.append(
        "'\(name)' is free text: exclude it, or take its values with categories: [\(name)]")
    }
    if known * 2 < rows, !counts.isEmpty {
      found.append("'\(name)' has no value in \(share(rows - known, of: rows)) of the rows")
    }
    if numbers == nil, let both = trimmed.intersection(untrimmed).min() {
      found.append(
        "'\(name)' has '\(ColumnSurvey.shortened(both))' with blanks around it and without, which count as"
          + " one value")
    }
    let folded = Dictionary(grouping: counts.keys) { $0.lowercased().trimmed }.values.filter {
      $0.count > 1
    }
    if let alike = folded.map({ $0.sorted() }).min(by: { $0[0] < $1[0] }) {
      found.append(
        "'\(name)' has values that differ in capitals or blanks alone (\(alike.map { "'\($0)'" }.joined(separator: ", "))), which"
          + " count as different")
    }
    if let numbers, numbers.contains(where: { [-999, -9999, 999, 9999].contains($0) }),
      numbers.count > 10
    {
      found.append(
        "'\(name)' has 999 or the like, which may stand for no value: missing: [...] says so")
    }
    return found
  }

  func suspicionsOfTarget(rows: Int) -> [String] {
    var found: [String] = []
    if known < rows {
      found.append("the target '\(name)' has no value in \(rows - known) rows: remove them")
    }
    if !isFreeText, numbers == nil || counts.count <= 20,
      let rarest = counts.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
      counts.count > 1
    {
      if rarest.value < 10 {
        found.append(
          "class '\(rarest.key)' has \(rarest.value) row\(rarest.value == 1 ? "" : "s"): of more folds"
            + " than that, some have none of it to validate on")
      }
      if let most = counts.values.max(), most * 10 > known * 9 {
        found.append(
          "one class has \(share(most, of: known)) of the rows: accuracy tells little, roc_auc,"
            + " balanced_accuracy and class_weight: balanced more")
      }
    }
    return found
  }

  /// Whether each value has one value of another column, and not because each is of one row.
  func tells(_ other: ColumnProfile) -> Bool {
    guard counts.count > 1, counts.count * 2 <= known, other.counts.count > 1 else { return false }
    var found: [String: String] = [:]
    for (value, told) in zip(values, other.values) {
      guard let value, let told else { continue }
      if let known = found[value], known != told { return false }
      found[value] = told
    }
    return true
  }
}

extension String {
  /// Without blanks at its ends.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " || text.first == "\t" { text = text.dropFirst() }
    while text.last == " " || text.last == "\t" { text = text.dropLast() }
    return String(text)
  }
}
