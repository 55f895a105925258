/// A set of NumPy's arrays: an example a row of one, and its target in another.
///
/// Rows of numbers are features. Rows of two or three extents are images, height x width or height x
/// width x channels; bytes among them are pixels, which reach a network as numbers from 0 to 1.
struct NumPySet {
  let files: NumPyFiles

  func decode(into writer: inout ArrayWriter) throws(DatasetError) -> Dataset.Form {
    var archive: ZipArchive?
    if let path = files.archive { archive = try ZipArchive(path) }
    func array(_ name: String) throws(DatasetError) -> NumPyArray {
      guard let archive, let path = files.archive else {
        return try NumPyArray(TableFile(name).bytes, path: name)
      }
      var bytes = try archive.file("\(name).npy")
      if bytes == nil { bytes = try archive.file(name) }
      guard let bytes else {
        let known = archive.names.map { $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0 }
        throw .malformed(
          path: path,
          problem: "has no array \"\(name)\": there are \(known.joined(separator: ", "))")
      }
      return try NumPyArray(bytes, path: "\(path) (\(name))")
    }
    let examples = try array(files.data)
    let shape = try NumPySet.shape(of: examples)
    let element = NumPySet.element(of: examples)
    var targets = [try array(files.target)]
    try append(examples, targets[0], to: &writer)
    var testRows = 0
    if let name = files.testData, let target = files.testTarget {
      let test = try array(name)
      guard test.extents.dropFirst() == examples.extents.dropFirst(),
        test.isOfBytes == examples.isOfBytes
      else {
        throw test.error(
          "has examples of \(test.extents.dropFirst()), expected \(examples.extents.dropFirst()) of the"
            + " same type as in training")
      }
      targets.append(try array(target))
      try append(test, targets[1], to: &writer)
      testRows = test.rows
    }
    let form = try target(of: targets, into: &writer)
    return Dataset.Form(
      shape: shape, element: element, target: form, trainingRows: examples.rows, testRows: testRows)
  }

  static func shape(of array: NumPyArray) throws(DatasetError) -> Dataset.Shape {
    guard !array.isOfTexts else {
      throw array.error("holds texts, expected numbers to learn from: turn them into numbers first")
    }
    guard array.rows > 0, array.width > 0 else {
      throw array.error("holds nothing, expected an example a row")
    }
    let sides = Array(array.extents.dropFirst())
    switch sides.count {
    case 0: return .features(1)
    case 1: return .features(sides[0])
    case 2 where sides.allSatisfy { $0 <= 65_535 }:
      return .image(height: sides[0], width: sides[1], channels: 1)
    case 3 where sides.allSatisfy { $0 <= 65_535 }:
      return .image(height: sides[0], width: sides[1], channels: sides[2])
    default:
      throw array.error(
        "has \(array.extents.count) extents, expected rows of features, or of height x width x channels"
      )
    }
  }

  static func element(of array: NumPyArray) -> Dataset.Element {
    array.isOfBytes && array.extents.count > 2 ? .byte(scale: 1 / 255) : .float
  }

  private func append(
    _ examples: NumPyArray, _ targets: NumPyArray, to writer: inout ArrayWriter
  ) throws(DatasetError) {
    guard targets.rows == examples.rows, targets.width == 1 else {
      throw targets.error(
        "has \(targets.rows) rows of \(targets.width), expected \(examples.rows) targets, one an example"
      )
    }
    let areBytes = NumPySet.element(of: examples) != .float
    for start in stride(from: 0, to: examples.rows, by: 256) {
      let rows = start..<min(start + 256, examples.rows)
      var numbers: [Float] = []
      numbers.reserveCapacity(rows.count * examples.width)
      for row in rows {
        for place in 0..<examples.width {
          let number = Float(examples.number(row, place))
          guard number.isFinite else {
            throw examples.error(
              "has \(number) in row \(row), column \(place), counted from 0, expected finite numbers: fill"
                + " gaps first, or save it as CSV, whose gaps are filled on the training rows of each fold"
            )
          }
          numbers.append(number)
        }
      }
      if areBytes {
        try writer.append(numbers.map { UInt8($0) })
      } else {
        try writer.append(numbers)
      }
    }
  }

  private func target(
    of arrays: [NumPyArray], into writer: inout ArrayWriter
  ) throws(DatasetError) -> Dataset.Target {
    var told = TargetKind()
    var texts: [String] = []
    var numbers: [Float] = []
    for array in arrays {
      for row in 0..<array.rows {
        let text = array.text(row)
        if array.isOfTexts {
          guard !text.isEmpty else {
            throw array.error("has no class in row \(row), counted from 0")
          }
        } else {
          let number = array.number(row, 0)
          guard number.isFinite else {
            throw array.error("has \(number) in row \(row), counted from 0, expected a target")
          }
          numbers.append(Float(number))
        }
        texts.append(text)
        told.add(text)
      }
    }
    let areNumbers = files.kind.map { $0 == .regression } ?? told.isNumber
    if areNumbers {
      guard numbers.count == texts.count else {
        throw arrays[0].error("holds texts, expected numbers to be learned")
      }
      writer.numbers = numbers
      return .number
    }
    let names = ClassNames(of: texts)
    writer.labels = texts.map { Int32(names.index(of: $0)) }
    return .classes(names.names)
  }
}
