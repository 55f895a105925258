/// UCI's optical digits as text: 64 pixels of 0 to 16 and the digit, separated by commas, a line
/// each, without a header (E. Alpaydin and C. Kaynak, 1998, DOI 10.24432/C50P49).
struct OptdigitsSet {
  let training: String
  let test: String

  func decode(into writer: inout ArrayWriter) throws(DatasetError) -> Dataset.Form {
    try append(training, to: &writer)
    let trainingRows = writer.labels.count
    try append(test, to: &writer)
    return Dataset.Form(
      shape: .image(height: 8, width: 8, channels: 1), element: .byte(scale: 1 / 16),
      target: .classes((0...9).map(String.init)), trainingRows: trainingRows,
      testRows: writer.labels.count - trainingRows)
  }

  private func append(_ path: String, to writer: inout ArrayWriter) throws(DatasetError) {
    var file = try SourceFile(path)
    let text = try file.readToEnd()
    var pixels: [UInt8] = []
    pixels.reserveCapacity(text.count / 2)
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !(line.isEmpty && index == lines.count - 1) {
      let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      guard fields.count == 65 else {
        throw .malformed(
          path: path, line: index + 1,
          problem: "\(fields.count) numbers, expected 64 pixels and a digit")
      }
      for (column, field) in fields.enumerated() {
        let highest = column < 64 ? 16 : 9
        guard let value = UInt8(String(decoding: field, as: UTF8.self)), value <= highest else {
          throw .malformed(
            path: path, line: index + 1,
            problem: "column \(column + 1) holds \"\(String(decoding: field, as: UTF8.self))\","
              + " expected \(column < 64 ? "a pixel of 0 to 16" : "a digit")")
        }
        if column < 64 { pixels.append(value) } else { writer.labels.append(Int32(value)) }
      }
    }
    guard !pixels.isEmpty else {
      throw .malformed(path: path, problem: "is empty, expected lines of 65 numbers")
    }
    try writer.append(pixels)
  }
}
