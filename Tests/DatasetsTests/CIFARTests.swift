import Datasets
import Testing

struct CIFARTests {
  static let files = (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]

  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  func record(_ label: UInt8, red: UInt8, green: UInt8, blue: UInt8) -> [UInt8] {
    [label] + [red, green, blue].flatMap { [UInt8](repeating: $0, count: 1024) }
  }

  @Test func `planes become pixels, and the size tells how many`() throws {
    var first = record(9, red: 1, green: 2, blue: 3)
    first[1 + 1024 + 1] = 77
    for (index, name) in Self.files.enumerated() {
      let count = index == 1 ? 300 : 1
      try scratch.write(
        index == 0
          ? first
          : (0..<count).flatMap { _ in record(UInt8(index), red: 4, green: 5, blue: 6) },
        to: name)
    }
    let set = try scratch.library.open(.named("cifar10"))
    #expect(set.form.shape == .image(height: 32, width: 32, channels: 3))
    #expect(set.form.trainingRows == 304 && set.form.testRows == 1)
    #expect(set.labels == [9] + [Int](repeating: 1, count: 300) + [2, 3, 4, 5])
    #expect(set.classes[9] == "truck")
    #expect(set.example(0)[..<9].map { ($0 * 255).rounded() } == [1, 2, 3, 1, 77, 3, 1, 2, 3])
    #expect(set.example(304)[3069...].map { ($0 * 255).rounded() } == [4, 5, 6])
  }

  @Test func `a file that is no row of records is refused`() throws {
    let good = record(0, red: 1, green: 2, blue: 3)
    func refused(_ batch: [UInt8]) throws -> String? {
      for name in Self.files { try scratch.write(good, to: name) }
      try scratch.write(batch, to: Self.files[2])
      return refusal(scratch.library, .named("cifar10"))?
        .replacing(scratch.path + "/", with: "")
    }
    #expect(
      try refused(good.dropLast())
        == "data_batch_3.bin has 3072 bytes, expected a multiple of 3073,"
        + " one label and 32 x 32 pixels of three colours")
    #expect(
      try refused([])
        == "data_batch_3.bin has 0 bytes, expected a multiple of 3073,"
        + " one label and 32 x 32 pixels of three colours")
    #expect(
      try refused(good + record(10, red: 0, green: 0, blue: 0))
        == "data_batch_3.bin has the label 10 in record 2, expected 0 to 9")
  }
}
