import Datasets
import Testing

struct MATTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Three images of 2 x 2, whose pixels run down the columns, and their one-hot labels.
  let data = MAT.matrix("train_data", rows: 3, [1, 2, 3, 10, 20, 30, 0.5, 0.25, -1, 7, 8, 9])
  let labels = MAT.bytes("train_labels", rows: 3, [0, 1, 0, 1, 0, 1])

  func reference(_ bytes: [UInt8], image: MATFiles.Image? = nil) throws -> DatasetReference {
    .mat(MATFiles(training: try scratch.write(bytes, to: "t.mat"), image: image))
  }

  @Test func `matrices become rows of features`() throws {
    let set = try scratch.library.open(reference(MAT.file(data, labels)))
    #expect(set.form.shape == .features(4) && set.form.element == .float)
    #expect(set.examples([0, 1, 2]) == [1, 10, 0.5, 7, 2, 20, 0.25, 8, 3, 30, -1, 9])
    #expect(set.labels == [1, 0, 1] && set.classes == ["0", "1"])
  }

  @Test func `classes can be named, a name a column`() throws {
    let path = try scratch.write(MAT.file(data, labels), to: "t.mat")
    let set = try scratch.library.open(.mat(MATFiles(training: path, classes: ["no", "yes"])))
    #expect(set.labels == [1, 0, 1] && set.classes == ["no", "yes"])
    #expect(
      refusal(scratch.library, .mat(MATFiles(training: path, classes: ["a", "b", "c"])))
        == "\(path) has 2 columns in train_labels, expected 3, one a class")
  }

  @Test func `images are turned upright`() throws {
    let set = try scratch.library.open(
      reference(MAT.file(data, labels), image: .init(height: 2, width: 2)))
    #expect(set.form.shape == .image(height: 2, width: 2, channels: 1))
    #expect(set.example(0) == [1, 0.5, 10, 7])
  }

  @Test func `compressed elements give the same set`() throws {
    let plain = try scratch.library.open(reference(MAT.file(data, labels))).hash
    let compressed = MAT.file(
      MAT.compressed(labels), MAT.element(9, Bytes.doubles([1])), MAT.compressed(data))
    #expect(try scratch.library.open(reference(compressed)).hash == plain)
  }

  @Test func `nist36 has a training and a test file of 36 classes`() throws {
    let oneHot = (0..<36).map { UInt8($0 == 35 ? 1 : 0) }
    for part in ["train", "test"] {
      try scratch.write(
        MAT.file(
          MAT.matrix("\(part)_data", rows: 1, (0..<1024).map(Double.init)),
          MAT.bytes("\(part)_labels", rows: 1, oneHot)),
        to: "nist36/nist36_\(part).mat")
    }
    let set = try scratch.library.open(.named("nist36"))
    #expect(set.form.trainingRows == 1 && set.form.testRows == 1)
    #expect(set.example(1)[..<3] == [0, 32, 64])
    #expect(set.labels.map { set.classes[$0] } == ["9", "9"])
  }

  @Test func `files without such matrices are refused`() throws {
    func refused(_ bytes: [UInt8], image: MATFiles.Image? = nil) throws -> String? {
      try refusal(scratch.library, reference(bytes, image: image))?
        .replacing(scratch.path + "/", with: "")
    }
    #expect(try refused([]) == "t.mat is empty, expected a MATLAB file")
    #expect(
      try refused(Array("MATLAB 7.3 MAT-file".utf8))
        == "t.mat is a MATLAB file of version 7.3 (HDF5), expected 5 to 7: save it with -v7")
    #expect(
      try refused([1, 2, 3])
        == "t.mat has no header of a little-endian MATLAB file of version 5 to 7")
    #expect(
      try refused(MAT.file(data, labels).dropLast(8))
        == "t.mat is cut short, expected an element of the length its tag tells")
    #expect(
      try refused(MAT.file(data))
        == "t.mat has the matrices train_data, expected exactly one whose name ends in _labels")
    #expect(
      try refused(MAT.file(data, MAT.bytes("train_labels", rows: 2, [0, 1])))
        == "t.mat has 2 rows in train_labels, expected 3 as in train_data")
    #expect(
      try refused(MAT.file(data, MAT.bytes("train_labels", rows: 3, [0, 1, 0, 1, 1, 1])))
        == "t.mat has no one-hot row 2 in train_labels, expected one 1 and else 0")
    #expect(
      try refused(MAT.file(MAT.matrix("train_data", rows: 3, [1, 2, .nan]), labels))
        == "t.mat has nan in row 3 of train_data, expected finite numbers")
    #expect(
      try refused(MAT.file(data, labels), image: .init(height: 3, width: 3))
        == "t.mat has 4 columns in train_data, expected one for each pixel of images of 3 x 3")
    #expect(
      try refused(MAT.file(data, labels), image: .init(height: -2, width: -2))
        == "t.mat has 4 columns in train_data, expected one for each pixel of images of -2 x -2")
    var damaged = MAT.file(data, MAT.compressed(labels))
    damaged[damaged.count - 1] ^= 1
    #expect(
      try refused(damaged) == "t.mat has a compressed element that is corrupt or cut short")
  }

  @Test func `no cut and no flipped bit is a trap`() throws {
    let whole = MAT.file(MAT.compressed(data), labels)
    for count in stride(from: 1, to: whole.count, by: 3) {
      #expect(try refusal(scratch.library, reference(Array(whole.prefix(count)))) != nil)
    }
    for position in 124..<whole.count {
      var damaged = whole
      damaged[position] ^= 0x81
      _ = try? scratch.library.open(reference(damaged))
    }
  }
}
