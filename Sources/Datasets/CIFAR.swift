/// CIFAR-10's binary files: records of one label byte and three planes, red, green and blue, each
/// 32 x 32 row by row (A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009).
///
/// How many records a file has comes from its size: copies with a few missing are about.
struct CIFARSet {
  let training: [String]
  let test: [String]

  static let classes = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  private static let plane = 32 * 32
  private static let record = 1 + 3 * plane

  func decode(into writer: inout ArrayWriter) throws(DatasetError) -> Dataset.Form {
    for path in training { try append(path, to: &writer) }
    let trainingRows = writer.labels.count
    for path in test { try append(path, to: &writer) }
    return Dataset.Form(
      shape: .image(height: 32, width: 32, channels: 3), element: .byte(scale: 1 / 255),
      target: .classes(Self.classes), trainingRows: trainingRows,
      testRows: writer.labels.count - trainingRows)
  }

  private func append(_ path: String, to writer: inout ArrayWriter) throws(DatasetError) {
    var file = try SourceFile(path)
    while true {
      let bytes = try file.read(upTo: Self.record * 256)
      let (count, rest) = bytes.count.quotientAndRemainder(dividingBy: Self.record)
      guard file.position > 0, rest == 0 else {
        throw .malformed(
          path: path,
          problem: "has \(file.position) bytes, expected a multiple of \(Self.record),"
            + " one label and 32 x 32 pixels of three colours")
      }
      if count == 0 { return }
      for record in 0..<count {
        let label = bytes[record * Self.record]
        guard Self.classes.indices.contains(Int(label)) else {
          let row = (file.position - bytes.count) / Self.record + record
          throw .malformed(
            path: path, problem: "record \(row + 1) has the label \(label), expected 0 to 9")
        }
        writer.labels.append(Int32(label))
      }
      try writer.append(interleaved(bytes, count: count))
    }
  }

  /// The pixels of the records with the three colours of each side by side.
  private func interleaved(_ bytes: [UInt8], count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count * 3 * Self.plane) { pixels, filled in
      for record in 0..<count {
        let red = record * Self.record + 1
        for position in 0..<Self.plane {
          pixels[filled] = bytes[red + position]
          pixels[filled + 1] = bytes[red + Self.plane + position]
          pixels[filled + 2] = bytes[red + 2 * Self.plane + position]
          filled += 3
        }
      }
    }
  }
}
