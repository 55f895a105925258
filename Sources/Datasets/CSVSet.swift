/// A set from a table with a header line.
struct CSVSet {
  let file: CSVFile

  func decode(into writer: inout ArrayWriter) throws(DatasetError) -> Dataset.Form {
    var reader = try CSVReader(file.path)
    guard try reader.next() else {
      throw .malformed(path: file.path, problem: "is empty, expected a header line and rows")
    }
    let header = (0..<reader.count).map { reader.text($0) }
    let (features, target) = try columns(of: header, reader)

    var texts: [String] = []
    var chunk: [Float] = []
    var rows = 0
    while try reader.next() {
      guard reader.count == header.count else {
        throw reader.error("\(reader.count) fields, expected \(header.count) as in the header")
      }
      for column in features { chunk.append(try number(column, of: header, reader)) }
      switch file.kind {
      case .regression: writer.numbers.append(try number(target, of: header, reader))
      case .classification: texts.append(try label(target, of: header, reader))
      }
      rows += 1
      if chunk.count >= 1 << 18 {
        try writer.append(chunk)
        chunk.removeAll(keepingCapacity: true)
      }
    }
    try writer.append(chunk)
    guard rows > 0 else {
      throw .malformed(path: file.path, problem: "has a header line only, expected rows")
    }
    return Dataset.Form(
      shape: .features(features.count), element: .float,
      target: file.kind == .regression ? .number : .classes(classify(texts, into: &writer)),
      trainingRows: rows, testRows: 0)
  }

  /// Where the features and the target stand.
  private func columns(
    of header: [String], _ reader: CSVReader
  ) throws(DatasetError) -> (features: [Int], target: Int) {
    if let twice = header.indices.first(where: { header[..<$0].contains(header[$0]) }) {
      throw reader.error("two columns are called \"\(header[twice])\", expected names that differ")
    }
    func position(_ name: String) throws(DatasetError) -> Int {
      if let position = header.firstIndex(of: name) { return position }
      throw reader.error(
        "no column is called \"\(name)\": there are \(header.joined(separator: ", "))")
    }
    let target = try position(file.target)
    guard let names = file.features else {
      let others = header.indices.filter { $0 != target }
      guard !others.isEmpty else { throw reader.error("one column only, expected features too") }
      return (others, target)
    }
    var features: [Int] = []
    for name in names {
      let column = try position(name)
      guard column != target, !features.contains(column) else {
        throw reader.error(
          "the feature \"\(name)\" is \(column == target ? "the target" : "named twice")")
      }
      features.append(column)
    }
    guard !features.isEmpty else { throw reader.error("no features are named, expected some") }
    return (features, target)
  }

  private func number(
    _ column: Int, of header: [String], _ reader: CSVReader
  ) throws(DatasetError) -> Float {
    if let number = reader.number(column) { return number }
    throw reader.error(
      "column \(header[column]) holds \"\(reader.text(column))\", expected a number")
  }

  private func label(
    _ column: Int, of header: [String], _ reader: CSVReader
  ) throws(DatasetError) -> String {
    let text = reader.text(column)
    if !text.isEmpty { return text }
    throw reader.error("column \(header[column]) is empty, expected a class")
  }

  /// Gives each class its index: whole numbers by size, other texts by their letters' code points.
  private func classify(_ texts: [String], into writer: inout ArrayWriter) -> [String] {
    let names = Set(texts)
    let numbers = names.compactMap { name in Int(name).map { (value: $0, name: name) } }
    let sorted =
      numbers.count == names.count
      ? numbers.sorted { ($0.value, $0.name) < ($1.value, $1.name) }.map(\.name)
      : names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let indices = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices.map(Int32.init)))
    writer.labels = texts.map { indices[$0]! }
    return sorted
  }
}
