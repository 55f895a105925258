/// A pair of IDX files, MNIST's format: images of one byte a pixel, and a label for each.
///
/// After Y. LeCun, "The MNIST database of handwritten digits": big-endian words, then bytes. Images
/// begin with 2051, count, rows, columns; labels with 2049, count.
struct IDXPair {
  let images: String
  let labels: String
  /// The labels that may occur.
  var accepted = 0...255
  /// The class of the lowest accepted label.
  var firstClass = 0
  /// Whether each image is stored column by column.
  var isTransposed = false
  /// Empty pixels to add on each side.
  var margin = 0

  /// Appends examples and labels, and says how many of which shape.
  func append(
    to writer: inout ArrayWriter
  ) throws(DatasetError) -> (count: Int, shape: Dataset.Shape) {
    let examples = try appendImages(to: &writer)
    let count = try appendLabels(to: &writer)
    guard count == examples.count else {
      throw .malformed(
        path: labels,
        problem: "has \(count) labels, expected one for each of the \(examples.count) images of"
          + " \(images)")
    }
    return examples
  }

  private func appendImages(
    to writer: inout ArrayWriter
  ) throws(DatasetError) -> (count: Int, shape: Dataset.Shape) {
    var file = try SourceFile(images)
    let extents = try file.idxHeader(magic: 2051, of: "images", extents: 3)
    let (count, height, width) = (extents[0], extents[1], extents[2])
    guard count > 0, 1...4096 ~= height, 1...4096 ~= width else {
      throw .malformed(
        path: images,
        problem: "says it has \(count) images of \(height) x \(width) pixels,"
          + " expected at least one, of 1 x 1 to 4096 x 4096")
    }
    let size = height * width
    let rowsAtOnce = max(1, (1 << 20) / size)
    var row = 0
    while row < count {
      let rows = min(rowsAtOnce, count - row)
      let pixels = try file.read(
        rows * size, of: 16 + count * size, because: "\(count) images of \(height) x \(width)")
      try writer.append(rearranged(pixels, count: rows, height: height, width: width))
      row += rows
    }
    try file.expectEnd(after: "\(count) images of \(height) x \(width)")
    let shape = Dataset.Shape.image(
      height: height + 2 * margin, width: width + 2 * margin, channels: 1)
    return (count, shape)
  }

  private func appendLabels(to writer: inout ArrayWriter) throws(DatasetError) -> Int {
    var file = try SourceFile(labels)
    let count = try file.idxHeader(magic: 2049, of: "labels", extents: 1)[0]
    // As many as the file really has, lest a wrong count asks for gigabytes.
    let bytes = try file.readToEnd()
    guard bytes.count == count else {
      throw .malformed(
        path: labels,
        problem: "has \(bytes.count + 8) bytes, expected \(count + 8) for \(count) labels")
    }
    writer.labels.reserveCapacity(writer.labels.count + count)
    for (index, label) in bytes.enumerated() {
      guard accepted.contains(Int(label)) else {
        throw .malformed(
          path: labels,
          problem: "has the label \(label) as number \(index + 1) of \(count), expected"
            + " \(accepted.lowerBound) to \(accepted.upperBound)")
      }
      writer.labels.append(Int32(Int(label) - accepted.lowerBound + firstClass))
    }
    return count
  }

  /// The images row by row, with their margin.
  private func rearranged(_ pixels: [UInt8], count: Int, height: Int, width: Int) -> [UInt8] {
    if !isTransposed && margin == 0 { return pixels }
    let newHeight = height + 2 * margin
    let newWidth = width + 2 * margin
    // One step to the right and one down, in the stored image.
    let (right, down) = isTransposed ? (height, 1) : (1, width)
    var result = [UInt8](repeating: 0, count: count * newHeight * newWidth)
    for image in 0..<count {
      for y in 0..<height {
        let source = image * height * width + y * down
        let destination = (image * newHeight + y + margin) * newWidth + margin
        for x in 0..<width { result[destination + x] = pixels[source + x * right] }
      }
    }
    return result
  }
}

extension SourceFile {
  /// The counts after the magic number of an IDX file.
  mutating func idxHeader(
    magic: UInt32, of content: String, extents: Int
  ) throws(DatasetError) -> [Int] {
    let size = 4 * (1 + extents)
    let bytes = try read(size, of: size, because: "the header of IDX \(content)")
    let words = stride(from: 0, to: size, by: 4).map { start in
      bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    guard words[0] == magic else {
      throw .malformed(
        path: path,
        problem: "begins with \(words[0]), expected \(magic) as in every IDX file of \(content)")
    }
    return words[1...].map(Int.init)
  }
}
