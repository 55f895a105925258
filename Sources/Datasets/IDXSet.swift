/// A set made of pairs of IDX files.
struct IDXSet {
  /// The pairs of the training part, one after another.
  let training: [IDXPair]
  /// The pairs of the test part; none for a set that has no such part.
  let test: [IDXPair]
  /// The names of the classes; nil to call every class up to the highest label by its number.
  let classes: [String]?

  func decode(into writer: inout ArrayWriter) throws(DatasetError) -> Dataset.Form {
    let (trainingRows, shape) = try append(training, expecting: nil, to: &writer)
    let (testRows, _) = try append(test, expecting: shape, to: &writer)
    let highest = Int(writer.labels.max() ?? 0)
    return Dataset.Form(
      shape: shape!, element: .byte(scale: 1 / 255),
      target: .classes(classes ?? (0...highest).map(String.init)),
      trainingRows: trainingRows, testRows: testRows)
  }

  private func append(
    _ pairs: [IDXPair], expecting expected: Dataset.Shape?, to writer: inout ArrayWriter
  ) throws(DatasetError) -> (rows: Int, shape: Dataset.Shape?) {
    var rows = 0
    var shape = expected
    for pair in pairs {
      let part = try pair.append(to: &writer)
      if let shape, part.shape != shape {
        throw .malformed(
          path: pair.images,
          problem: "has images of \(part.shape), expected \(shape) as in \(training[0].images)")
      }
      shape = part.shape
      rows += part.count
    }
    return (rows, shape)
  }
}
