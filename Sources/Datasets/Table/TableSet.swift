import Glibc

/// A set from a table with a header line.
///
/// The text is read twice, or three times where a column holds more than numbers: first what the
/// columns are, then what they hold, never more than some rows of it in memory.
struct TableSet {
  let file: CSVFile

  func decode(into writer: inout ArrayWriter) throws(DatasetError) -> Dataset.Form {
    let files = try tableFiles()
    let records = try TableRecords(files.files, missing: file.missing)
    let columns = try TableColumns(file, named: files.categories, of: records)
    let kinds = try columns.kinds(records)
    var table = Dataset.Table(
      columns: zip(columns.features, kinds).map { .init(name: records.header[$0], kind: $1) },
      rare: file.rare)
    var uses = RowUses(columns, records)
    let encoders = zip(columns.features, kinds).map(FieldEncoder.init)
    var target = TargetReading(
      kind: file.kind, column: columns.target, name: records.header[columns.target])
    var chunk: [Float] = []
    var (rows, testRows, hasGaps) = (0, 0, false)
    var remaining = records
    while try remaining.advance() {
      for encoder in encoders {
        let number = encoder.number(remaining)
        if number.isNaN { hasGaps = true }
        chunk.append(number)
      }
      try target.add(remaining)
      try uses.add(remaining)
      rows += 1
      if remaining.file > file.others.count { testRows += 1 }
      if chunk.count >= 1 << 18 {
        try writer.append(chunk)
        chunk.removeAll(keepingCapacity: true)
      }
    }
    try writer.append(chunk)
    guard rows > 0 else {
      throw .malformed(path: file.path, problem: "has a header line only, expected rows")
    }
    try uses.complete(&table, path: file.path)
    return Dataset.Form(
      shape: .features(columns.features.count), element: .float,
      target: try target.complete(into: &writer, path: file.path), trainingRows: rows - testRows,
      testRows: testRows, table: table.isPlain && !hasGaps ? nil : table)
  }

  /// The files as separated text, and the columns that they say are categories.
  func tableFiles() throws(DatasetError) -> (files: [TableFile], categories: [String]) {
    var files: [TableFile] = []
    var categories: [String] = []
    for path in file.paths {
      let read = try TableFile(path)
      switch file.format {
      case .separated: files.append(read)
      case .arff:
        let arff = try ARFF(read)
        files.append(arff.table)
        categories = arff.nominal
      case .libsvm: files.append(read)
      }
    }
    if file.format == .libsvm { files = try LIBSVM.tables(files) }
    return (files, categories)
  }
}

/// The columns of a table by their use.
struct TableColumns {
  let features: [Int]
  let target: Int
  let group: Int?
  let order: Int?
  let split: Int?
  let weights: Int?
  private let categories: Set<Int>
  private let path: String

  /// - Parameter nominal: columns that a file itself says are categories.
  init(
    _ file: CSVFile, named nominal: [String], of records: TableRecords
  ) throws(DatasetError) {
    path = file.path
    target = try records.column(named: file.target)
    func column(_ name: String?) throws(DatasetError) -> Int? {
      guard let name else { return nil }
      return try records.column(named: name)
    }
    group = try column(file.group)
    order = try column(file.order)
    split = try column(file.split)
    weights = try column(file.weights)
    let uses = [
      (target, "the target"), (group, "the group"), (order, "the order"),
      (split, "the split"), (weights, "the weights"),
    ]
    var features: [Int] = []
    if let names = file.features {
      for name in names {
        for column in try records.columns(matching: name, "features") {
          let isPattern = records.header[column] != name
          if let (_, use) = uses.first(where: { $0.0 == column }), use != "the order" {
            if isPattern { continue }
            throw records.error("the feature \"\(name)\" is \(use)")
          }
          guard !features.contains(column) else {
            if isPattern { continue }
            throw records.error("the feature \"\(name)\" is named twice")
          }
          features.append(column)
        }
      }
      guard !features.isEmpty else {
        throw records.error("no features are named, expected some")
      }
    } else {
      features = records.header.indices.filter { column in
        !uses.contains { $0.0 == column }
      }
      guard !features.isEmpty else {
        throw records.error("one column only, expected features too")
      }
    }
    for name in file.exclude {
      let excluded = try records.columns(matching: name, "exclude")
      features.removeAll { excluded.contains($0) }
    }
    guard !features.isEmpty else {
      throw records.error("exclude leaves no column to learn from, expected some")
    }
    if let unnamed = features.first(where: { records.header[$0] == "column \($0 + 1)" }) {
      throw records.error(
        "column \(unnamed + 1) has no name, as a row index that was written along has none: name it in"
          + " the file, or leave it out with exclude: [\"\(records.header[unnamed])\"]")
    }
    self.features = features
    var categories: Set<Int> = []
    for name in file.categories {
      let found = try records.columns(matching: name, "categories")
      categories.formUnion(found)
    }
    for name in nominal { categories.insert(try records.column(named: name)) }
    self.categories = categories
  }

  /// Gives the kind of each feature, in their order.
  func kinds(_ records: TableRecords) throws(DatasetError) -> [Dataset.Table.Kind] {
    var surveys = features.map { ColumnSurvey(name: records.header[$0]) }
    var remaining = records
    var rows = 0
    while try remaining.advance() {
      for (index, column) in features.enumerated() { surveys[index].add(column, of: remaining) }
      rows += 1
    }
    guard rows > 0 else {
      throw .malformed(path: path, problem: "has a header line only, expected rows")
    }
    let texts = features.indices.filter {
      !surveys[$0].isOfNumbers || categories.contains(features[$0])
    }
    if !texts.isEmpty {
      remaining = records
      while try remaining.advance() {
        for index in texts {
          if let text = remaining.value(features[index]) { surveys[index].add(text: text) }
        }
      }
    }
    var kinds: [Dataset.Table.Kind] = []
    for (column, survey) in zip(features, surveys) {
      kinds.append(try survey.kind(areCategories: categories.contains(column), path: path))
    }
    return kinds
  }
}

extension TableRecords {
  /// The columns of this name, or whose names fit it as a pattern of the shell (`pixel*`).
  fileprivate func columns(
    matching pattern: String, _ key: String
  ) throws(DatasetError) -> [Int] {
    if let column = header.firstIndex(of: pattern) { return [column] }
    let found = header.indices.filter { fnmatch(pattern, header[$0], 0) == 0 }
    guard found.isEmpty else { return found }
    guard pattern.contains(where: { "*?[".contains($0) }) else {
      return [try column(named: pattern)]
    }
    throw error("no column's name fits \"\(pattern)\" of \(key)")
  }
}

/// Turns the fields of one column into numbers.
struct FieldEncoder {
  private let column: Int
  private let kind: Dataset.Table.Kind
  private let names: ClassNames

  init(_ column: Int, _ kind: Dataset.Table.Kind) {
    (self.column, self.kind) = (column, kind)
    names =
      if case .category(let names) = kind { ClassNames(of: names) } else { ClassNames(of: []) }
  }

  /// Not a number where there is no value.
  func number(_ records: borrowing TableRecords) -> Float {
    if records.isMissing(column) { return .nan }
    switch kind {
    case .number: return records.number(column) ?? .nan
    case .boolean:
      return ColumnSurvey.boolean(records.text(column)).map { $0 ? 1 : 0 } ?? .nan
    case .date: return TableDate.days(records.text(column)).map { Float($0) } ?? .nan
    case .category:
      let text = records.text(column)
      if let index = names.indices[text] { return Float(index) }
      // Another way to write a number that is a category: the table has found it equal.
      let number = TableNumber.double(text)
      return names.names.firstIndex { TableNumber.double($0) == number }.map { Float($0) } ?? .nan
    }
  }
}

/// Collects a table's target.
private struct TargetReading {
  let column: Int
  private let name: String
  private let kind: CSVFile.Kind?
  private var told = TargetKind()
  private var texts: [String] = []
  private var numbers: [Float] = []
  private var stranger: DatasetError?

  init(kind: CSVFile.Kind?, column: Int, name: String) {
    (self.kind, self.column, self.name) = (kind, column, name)
  }

  mutating func add(_ records: borrowing TableRecords) throws(DatasetError) {
    let name = records.header[column]
    guard let text = records.value(column) else {
      let given = records.text(column)
      throw records.error(
        "column \(name) is \(given.isEmpty ? "empty" : "\"\(given)\", which stands for no value"),"
          + " expected \(kind == .regression ? "a number" : "a class"): a row without a target cannot"
          + " be learned from, remove it")
    }
    if kind != .regression {
      texts.append(text)
      if kind == nil { told.add(text, comma: true) }
    }
    if kind != .classification {
      let number = records.number(column)
      if number == nil, stranger == nil {
        stranger = records.error(
          "column \(name) holds \"\(ColumnSurvey.shortened(text))\", expected a number")
        if kind == .regression, let stranger { throw stranger }
      }
      numbers.append(number ?? .nan)
    }
  }

  func complete(
    into writer: inout ArrayWriter, path: String
  ) throws(DatasetError) -> Dataset.Target {
    if kind == .regression || kind == nil && told.isNumber && stranger == nil {
      writer.numbers = numbers
      return .number
    }
    let names = ClassNames(of: texts)
    let count = names.names.count
    guard kind != nil || count <= 50 || count * 2 <= texts.count else {
      let remedy =
        UnreadText.remedy(names.names)
        ?? "name another target, or write kind: classification if each of them is a class"
      throw .malformed(
        path: path,
        problem:
          "has \(count) different texts in \(texts.count) rows of the target \"\(name)\", such as"
          + " \"\(ColumnSurvey.shortened(names.names[0]))\"; \(remedy)")
    }
    writer.labels = texts.map { Int32(names.index(of: $0)) }
    return .classes(names.names)
  }
}

/// Collects what a table says of its rows besides features and target.
private struct RowUses {
  private let columns: TableColumns
  private var groups: [String] = []
  private var orders: [Double] = []
  private var parts: [UInt8] = []
  private var weights: [Float] = []

  init(_ columns: TableColumns, _ records: TableRecords) { self.columns = columns }

  mutating func add(_ records: borrowing TableRecords) throws(DatasetError) {
    if let column = columns.group {
      guard let text = records.value(column) else {
        throw records.error(
          "column \(records.header[column]) is empty, expected the group of the row: give it a group of"
            + " its own, or remove the row")
      }
      groups.append(text)
    }
    if let column = columns.order {
      let text = records.text(column)
      guard let place = records.double(column) ?? TableDate.days(text) else {
        throw records.error(TableOrder.problem(records.header[column], text))
      }
      orders.append(place)
    }
    if let column = columns.split {
      let text = records.text(column)
      guard let part = TablePart.code(text) else {
        throw records.error(TablePart.problem(records.header[column], text))
      }
      parts.append(part)
    }
    if let column = columns.weights {
      guard let weight = records.number(column), weight >= 0 else {
        throw records.error(
          "column \(records.header[column]) holds \"\(ColumnSurvey.shortened(records.text(column)))\","
            + " expected a weight: a number from 0 on")
      }
      weights.append(weight)
    }
  }

  func complete(_ table: inout Dataset.Table, path: String) throws(DatasetError) {
    if columns.group != nil {
      let names = ClassNames(of: groups)
      table.groups = .init(
        names: names.names, indices: groups.map { Int32(names.index(of: $0)) })
    }
    if columns.order != nil { table.order = TableOrder.places(orders).map { Int32($0) } }
    if columns.split != nil { table.parts = parts }
    if columns.weights != nil {
      guard weights.contains(where: { $0 > 0 }) else {
        throw .malformed(path: path, problem: "has no weight above 0, expected some")
      }
      table.weights = weights
    }
  }
}
