import Datasets
import Testing

struct IDXTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Opens a pair of such files.
  func files(images: [UInt8], labels: [UInt8]) throws -> DatasetReference {
    .idx(
      IDXFiles(
        images: try scratch.write(images, to: "images"),
        labels: try scratch.write(labels, to: "labels")))
  }

  let images = IDX.images([0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11])
  let labels = IDX.labels(3, 0)

  @Test func `a pair becomes rows`() throws {
    let set = try scratch.library.open(files(images: images, labels: labels))
    #expect(set.form.shape == .image(height: 2, width: 3, channels: 1))
    #expect(set.form.trainingRows == 2 && set.form.testRows == 0)
    #expect(set.labels == [3, 0])
    #expect(set.classes == ["0", "1", "2", "3"])
    #expect(set.example(1).map { ($0 * 255).rounded() } == [6, 7, 8, 9, 10, 11])
  }

  @Test func `classes can be named, and then no label may lie beyond the names`() throws {
    func named(_ classes: [String]) throws -> DatasetReference {
      guard case .idx(var pair) = try files(images: images, labels: labels) else {
        throw DatasetError.unknown(name: "idx", known: [])
      }
      pair.classes = classes
      return .idx(pair)
    }
    let set = try scratch.library.open(named(["a", "b", "c", "d", "e"]))
    #expect(set.labels == [3, 0] && set.classes == ["a", "b", "c", "d", "e"])
    #expect(
      refusal(scratch.library, try named(["a", "b"]))?.hasSuffix(
        "labels has the label 3 as number 1 of 2, expected 0 to 1") == true)
  }

  @Test func `the test pair comes last`() throws {
    let set = try scratch.library.open(
      .idx(
        IDXFiles(
          images: scratch.write(images, to: "a"), labels: scratch.write(labels, to: "b"),
          test: .init(
            images: scratch.write(IDX.images([9, 9, 9, 9, 9, 9]), to: "c"),
            labels: scratch.write(IDX.labels(7), to: "d")))))
    #expect(set.form.trainingRows == 2 && set.form.testRows == 1)
    #expect(set.labels == [3, 0, 7])
    #expect(set.classes.count == 8)
  }

  @Test func `EMNIST's letters stand upright and count from A`() throws {
    for part in ["train", "test"] {
      // The columns of 0 1 2 / 3 4 5, one after another, in an image said to be 3 x 3 with a blank.
      let stored = Bytes.bigEndian(2051, 1, 3, 3) + [0, 3, 6, 1, 4, 7, 2, 5, 8]
      try scratch.write(stored, to: "emnist-letters-\(part)-images-idx3-ubyte")
      try scratch.write(IDX.labels(26), to: "emnist-letters-\(part)-labels-idx1-ubyte")
    }
    let set = try scratch.library.open(.named("emnist-letters"))
    #expect(set.example(0).map { ($0 * 255).rounded() } == [0, 1, 2, 3, 4, 5, 6, 7, 8])
    #expect(set.labels == [25, 25] && set.classes[25] == "Z")
  }

  @Test func `emnist36 has letters, then digits, each with a margin`() throws {
    let image = Bytes.bigEndian(2051, 1, 1, 1) + [255]
    for (part, digits) in [("train", "train"), ("test", "t10k")] {
      try scratch.write(image, to: "emnist-letters/emnist-letters-\(part)-images-idx3-ubyte")
      try scratch.write(
        IDX.labels(1), to: "emnist-letters/emnist-letters-\(part)-labels-idx1-ubyte")
      try scratch.write(image, to: "mnist/\(digits)-images-idx3-ubyte")
      try scratch.write(IDX.labels(9), to: "mnist/\(digits)-labels-idx1-ubyte")
    }
    let set = try scratch.library.open(.named("emnist36"))
    #expect(set.form.shape == .image(height: 5, width: 5, channels: 1))
    #expect(set.form.trainingRows == 2 && set.form.testRows == 2)
    #expect(set.labels.map { set.classes[$0] } == ["A", "9", "A", "9"])
    #expect(set.example(0).indices.filter { set.example(0)[$0] != 0 } == [12])
  }

  @Test func `files that are no IDX files are refused by name and expectation`() throws {
    func refused(images: [UInt8], labels: [UInt8]) throws -> String? {
      try refusal(scratch.library, files(images: images, labels: labels))?
        .replacing(scratch.path + "/", with: "")
    }
    let twelve = Array(images[16...])
    #expect(
      try refused(images: [], labels: labels)
        == "images is empty, expected the header of IDX images")
    #expect(
      try refused(images: Array(images.dropLast(2)), labels: labels)
        == "images ends after 26 bytes, expected 28 for 2 images of 2 x 3")
    #expect(
      try refused(images: images + [0], labels: labels)
        == "images goes on after the 28 bytes that 2 images of 2 x 3 take")
    #expect(
      try refused(images: labels, labels: labels)
        == "images ends after 10 bytes, expected 16 for the header of IDX images")
    #expect(
      try refused(images: images, labels: images)
        == "labels begins with 2051, expected 2049 as in every IDX file of labels")
    #expect(
      try refused(images: Bytes.bigEndian(2051, 0, 28, 28), labels: labels)
        == "images says it has 0 images of 28 x 28 pixels, expected at least one,"
        + " of 1 x 1 to 4096 x 4096")
    #expect(
      try refused(images: Bytes.bigEndian(2051, 0xffff_ffff, 0xffff_ffff, 2), labels: labels)
        == "images says it has 4294967295 images of 4294967295 x 2 pixels, expected at least one,"
        + " of 1 x 1 to 4096 x 4096")
    #expect(
      try refused(images: Bytes.bigEndian(2051, 0xffff_ffff, 4, 3) + twelve, labels: labels)
        == "images ends after 28 bytes, expected 51539607556 for 4294967295 images of 4 x 3")
    #expect(
      try refused(images: images, labels: IDX.labels(1, 2, 3))
        == "labels has 3 labels, expected one for each of the 2 images of images")
    #expect(
      try refused(images: images, labels: Bytes.bigEndian(2049, 0xffff_ffff) + [1])
        == "labels has 9 bytes, expected 4294967303 for 4294967295 labels")
  }

  @Test func `damaged gzip is refused, wherever the damage is`() throws {
    func refused(_ images: [UInt8]) throws -> String? {
      try refusal(scratch.library, files(images: images, labels: labels))?
        .replacing(scratch.path + "/", with: "")
    }
    let gzipped = Gzip.stored(images)
    var wrongSum = gzipped
    wrongSum[gzipped.count - 8] ^= 1
    #expect(
      try refused(wrongSum)
        == "images is corrupt gzip (incorrect data check): fetch the file again")
    var wrongPixel = gzipped
    wrongPixel[gzipped.count - 10] ^= 1
    #expect(
      try refused(wrongPixel)
        == "images is corrupt gzip (incorrect data check): fetch the file again")
    #expect(
      try refused(gzipped.dropLast(12))
        == "images is cut short after 24 bytes of content: fetch the file again")
    #expect(
      try refused(gzipped.dropLast(4))
        == "images is cut short after 28 bytes of content: fetch the file again")
    for count in 2..<gzipped.count {
      #expect(try refused(Array(gzipped.prefix(count))) != nil)
    }
  }

  @Test func `MNIST's labels are digits, its two parts of one shape`() throws {
    func write(_ testImages: [UInt8], _ testLabels: [UInt8]) throws -> String? {
      try scratch.write(images, to: "mnist/train-images-idx3-ubyte")
      try scratch.write(labels, to: "mnist/train-labels-idx1-ubyte")
      try scratch.write(testImages, to: "mnist/t10k-images-idx3-ubyte")
      try scratch.write(testLabels, to: "mnist/t10k-labels-idx1-ubyte")
      return refusal(scratch.library, .named("mnist"))?
        .replacing(scratch.path + "/mnist/", with: "")
    }
    #expect(
      try write(images, IDX.labels(9, 10))
        == "t10k-labels-idx1-ubyte has the label 10 as number 2 of 2, expected 0 to 9")
    #expect(
      try write(Bytes.bigEndian(2051, 2, 3, 2) + images[16...], labels)
        == "t10k-images-idx3-ubyte has images of 3 x 2 x 1, expected 2 x 3 x 1"
        + " as in train-images-idx3-ubyte")
  }
}
