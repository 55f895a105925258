/// A set that is found by its name.
struct NamedSet: Sendable {
  let name: String
  /// The description of the set, in a line.
  let summary: String
  /// The files, by the subfolder they may lie in; without `.gz`, which each may have.
  let parts: [Part]
  /// How the located files, in the order of the parts, become rows.
  let decoder: @Sendable (_ paths: [String]) -> Decoder

  struct Part: Sendable {
    let folder: String
    let files: [String]
  }

  static let all = [mnist, optdigits, cifar10, emnistLetters, emnist36, nist36]

  private static let digits = (0...9).map(String.init)
  private static let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map {
    String(UnicodeScalar($0))
  }

  private static let mnistFiles = Part(
    folder: "mnist",
    files: [
      "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
      "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
    ])

  private static let emnistFiles = Part(
    folder: "emnist-letters",
    files: [
      "emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte",
      "emnist-letters-test-images-idx3-ubyte", "emnist-letters-test-labels-idx1-ubyte",
    ])

  /// Y. LeCun, C. Cortes, C. Burges.
  private static let mnist = NamedSet(
    name: "mnist", summary: "MNIST handwritten digits", parts: [mnistFiles]
  ) { paths in
    IDXSet(
      training: [IDXPair(images: paths[0], labels: paths[1], accepted: 0...9)],
      test: [IDXPair(images: paths[2], labels: paths[3], accepted: 0...9)],
      classes: digits
    ).decode
  }

  private static let optdigits = NamedSet(
    name: "optdigits", summary: "UCI optical digits, 30 writers to train with, 13 others to test",
    parts: [Part(folder: "optdigits", files: ["optdigits.tra", "optdigits.tes"])]
  ) { paths in OptdigitsSet(training: paths[0], test: paths[1]).decode }

  private static let cifar10 = NamedSet(
    name: "cifar10", summary: "CIFAR-10 colour photographs in ten classes",
    parts: [
      Part(
        folder: "cifar10",
        files: (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"])
    ]
  ) { paths in CIFARSet(training: Array(paths[..<5]), test: [paths[5]]).decode }

  /// G. Cohen, S. Afshar, J. Tapson, A. van Schaik, "EMNIST", 2017: labels 1 to 26, images stored
  /// column by column.
  private static let emnistLetters = NamedSet(
    name: "emnist-letters", summary: "EMNIST handwritten letters, upper and lower case as one",
    parts: [emnistFiles]
  ) { paths in
    IDXSet(
      training: [emnist(paths[0], paths[1])], test: [emnist(paths[2], paths[3])], classes: letters
    ).decode
  }

  private static let emnist36 = NamedSet(
    name: "emnist36", summary: "EMNIST letters, then MNIST digits, with a margin of 2 pixels",
    parts: [emnistFiles, mnistFiles]
  ) { paths in
    IDXSet(
      training: [
        emnist(paths[0], paths[1], margin: 2),
        IDXPair(
          images: paths[4], labels: paths[5], accepted: 0...9, firstClass: 26, margin: 2),
      ],
      test: [
        emnist(paths[2], paths[3], margin: 2),
        IDXPair(
          images: paths[6], labels: paths[7], accepted: 0...9, firstClass: 26, margin: 2),
      ],
      classes: letters + digits
    ).decode
  }

  /// The course's validation file is left alone: `mat` takes it as test part of a set.
  private static let nist36 = NamedSet(
    name: "nist36", summary: "NIST characters as CMU's course on computer vision has them",
    parts: [Part(folder: "nist36", files: ["nist36_train.mat", "nist36_test.mat"])]
  ) { paths in
    MATSet(
      files: MATFiles(
        training: paths[0], test: paths[1], image: MATFiles.Image(height: 32, width: 32)),
      classes: letters + digits
    ).decode
  }

  private static func emnist(_ images: String, _ labels: String, margin: Int = 0) -> IDXPair {
    IDXPair(
      images: images, labels: labels, accepted: 1...26, isTransposed: true, margin: margin)
  }
}
