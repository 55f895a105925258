/// A set of MATLAB files in the layout of NIST36, the characters of CMU's course on computer vision:
/// `*_data` has an example a row, `*_labels` a one-hot row for each.
struct MATSet {
  let files: MATFiles
  /// The names of the classes; nil to call them by the label columns' numbers, from 0.
  let classes: [String]?

  func decode(into writer: inout ArrayWriter) throws(DatasetError) -> Dataset.Form {
    let (shape, classCount) = try append(files.training, to: &writer)
    let trainingRows = writer.labels.count
    if let test = files.test {
      let part = try append(test, to: &writer)
      guard part == (shape, classCount) else {
        throw .malformed(
          path: test,
          problem: "has examples of \(part.shape) in \(part.classes) classes, expected \(shape) in"
            + " \(classCount) as in \(files.training)")
      }
    }
    return Dataset.Form(
      shape: shape, element: .float,
      target: .classes(classes ?? (0..<classCount).map(String.init)),
      trainingRows: trainingRows, testRows: writer.labels.count - trainingRows)
  }

  private func append(
    _ path: String, to writer: inout ArrayWriter
  ) throws(DatasetError) -> (shape: Dataset.Shape, classes: Int) {
    let file = try MATFile(path)
    let examples = try file.matrix("_data")
    let labels = try file.matrix("_labels")
    guard examples.rows > 0, examples.columns > 0 else {
      throw file.error("has no examples in \(examples.name)")
    }
    guard labels.rows == examples.rows else {
      throw file.error(
        "has \(labels.rows) rows in \(labels.name), expected \(examples.rows) as in"
          + " \(examples.name)")
    }
    if let image = files.image, image.height * image.width != examples.columns {
      throw file.error(
        "has \(examples.columns) columns in \(examples.name), expected"
          + " \(image.height * image.width) for images of \(image.height) x \(image.width)")
    }
    if let classes, classes.count != labels.columns {
      throw file.error(
        "has \(labels.columns) columns in \(labels.name), expected \(classes.count), one a class")
    }
    try append(examples, of: file, to: &writer)
    try append(labels: labels, of: file, to: &writer)
    let shape: Dataset.Shape =
      files.image.map { .image(height: $0.height, width: $0.width, channels: 1) }
      ?? .features(examples.columns)
    return (shape, labels.columns)
  }

  private func append(
    _ examples: MATMatrix, of file: MATFile, to writer: inout ArrayWriter
  ) throws(DatasetError) {
    let columns = examples.columns
    let height = files.image?.height ?? 1
    let width = columns / height
    for start in stride(from: 0, to: examples.rows, by: 256) {
      let rows = start..<min(start + 256, examples.rows)
      var chunk = [Float](repeating: 0, count: rows.count * columns)
      for column in 0..<columns {
        // MATLAB's images run down their columns.
        let (x, y) = column.quotientAndRemainder(dividingBy: height)
        for row in rows {
          chunk[(row - start) * columns + y * width + x] = Float(examples[row, column])
        }
      }
      if let index = chunk.firstIndex(where: { !$0.isFinite }) {
        throw file.error(
          "row \(start + index / columns + 1) of \(examples.name) holds \(chunk[index]),"
            + " expected finite numbers")
      }
      try writer.append(chunk)
    }
  }

  private func append(
    labels: MATMatrix, of file: MATFile, to writer: inout ArrayWriter
  ) throws(DatasetError) {
    for row in 0..<labels.rows {
      let values = (0..<labels.columns).map { labels[row, $0] }
      guard let label = values.firstIndex(of: 1),
        values.indices.allSatisfy({ values[$0] == ($0 == label ? 1 : 0) })
      else {
        throw file.error(
          "row \(row + 1) of \(labels.name) is not one-hot, expected one 1 and else 0")
      }
      writer.labels.append(Int32(label))
    }
  }
}
