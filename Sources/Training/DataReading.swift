package import Datasets
package import Documents
import Sweeps

extension DatasetReference {
  /// Reads a spec's `data`: a name, or a block that names files.
  ///
  /// ```yaml
  /// data: mnist
  /// data: { set: mnist, part: training }
  /// data: { csv: table.csv, target: label, features: [a, "b_*"], group: patient }
  /// data: { csv: [a.csv, b.csv], test: c.csv, target: price, kind: regression }
  /// data: { arff: table.arff, target: class }
  /// data: { libsvm: train.svm, test: test.svm }
  /// data: { npz: { file: a.npz, data: X, target: y, test_data: X_test, test_target: y_test } }
  /// data: { idx: { images: a.gz, labels: b.gz, test_images: c.gz, test_labels: d.gz } }
  /// data: { mat: { training: train.mat, test: test.mat, image: [32, 32] } }
  /// ```
  ///
  /// `idx` and `mat` may name their `classes`, from label 0 on.
  package init(_ document: Document) throws(DocumentError) {
    if case .text(let name) = document.content {
      self = .named(name)
      return
    }
    var block = try Block(document, "data")
    if let name = block.optional("set") {
      let part = try block.required("part")
      _ = try part.choice("data.part", among: [("training", ())])
      self = .trainingPart(of: try name.text("data.set"))
    } else if let path = block.optional("csv") {
      self = .csv(try CSVFile(path, "csv", .separated, &block))
    } else if let path = block.optional("arff") {
      self = .csv(try CSVFile(path, "arff", .arff, &block))
    } else if let path = block.optional("libsvm") {
      self = .csv(try CSVFile(path, "libsvm", .libsvm, &block))
    } else if let files = block.optional("idx") {
      self = .idx(try IDXFiles(files))
    } else if let files = block.optional("mat") {
      self = .mat(try MATFiles(files))
    } else if let files = block.optional("npy") {
      self = .numpy(try NumPyFiles(files, "npy"))
    } else if let files = block.optional("npz") {
      self = .numpy(try NumPyFiles(files, "npz"))
    } else {
      throw DocumentError(
        "data must be the name of a set, or a block with set, csv, arff, libsvm, idx, mat, npy or npz",
        at: document.mark)
    }
    try block.end()
  }
}

extension CSVFile {
  fileprivate init(
    _ document: Document, _ word: String, _ format: Format, _ block: inout Block
  ) throws(DocumentError) {
    var paths = try document.texts(word)
    guard !paths.isEmpty else { throw document.mismatch(word, mustBe: "a file, or a list of some") }
    let target = block.optional("target")
    let name: String
    if format == .libsvm {
      if let target {
        throw DocumentError(
          "data.target has no effect with libsvm, whose lines begin with it; remove it",
          at: target.mark)
      }
      name = "target"
    } else {
      name = try block.required("target").text("target")
    }
    self.init(path: paths.removeFirst(), target: name)
    self.format = format
    others = paths
    test = try block.optional("test")?.texts("data.test") ?? []
    features = try block.optional("features")?.texts("features")
    exclude = try block.optional("exclude")?.texts("exclude") ?? []
    categories = try block.optional("categories")?.texts("categories") ?? []
    missing = try block.optional("missing")?.texts("missing") ?? []
    if let share = block.optional("rare") {
      rare = Float(try share.number("rare", in: 0...1, mustBe: "a share of the rows from 0 to 1"))
    }
    if let word = block.optional("kind") {
      kind = try word.choice(
        "kind", among: [("classification", Kind.classification), ("regression", .regression)])
    }
    group = try block.optional("group")?.text("group")
    order = try block.optional("order")?.text("order")
    split = try block.optional("split")?.text("split")
    weights = try block.optional("weights")?.text("weights")
    if let split = block.optional("split"), !test.isEmpty {
      throw DocumentError(
        "data.split says which rows are the test part, and so does data.test; keep one",
        at: split.mark)
    }
    indices = try block.optional("indices")?.indexFiles() ?? []
  }
}

extension Document {
  /// A text, or a list of texts; numbers count as what they were written as.
  package func texts(_ subject: String) throws(DocumentError) -> [String] {
    guard case .list(let elements) = content else { return [try text(subject)] }
    var texts: [String] = []
    for element in elements {
      switch element.content {
      case .integer, .number: texts.append(element.label)
      default: texts.append(try element.text("each of \(subject)"))
      }
    }
    return texts
  }

  /// Pairs of files that list the rows of splits.
  package func indexFiles() throws(DocumentError) -> [IndexFiles] {
    var pairs: [IndexFiles] = []
    for element in try list("data.indices") {
      var block = try Block(element, "each of data.indices", keys: ["training", "validation"])
      pairs.append(
        IndexFiles(
          training: try block.required("training").text("training"),
          validation: try block.required("validation").text("validation")))
    }
    guard !pairs.isEmpty else {
      throw mismatch("data.indices", mustBe: "a list of { training: FILE, validation: FILE }")
    }
    return pairs
  }
}

extension NumPyFiles {
  fileprivate init(_ document: Document, _ word: String) throws(DocumentError) {
    var block = try Block(document, word)
    let archive = word == "npz" ? try block.required("file").text("file") : nil
    self.init(
      archive: archive, data: try block.required("data").text("data"),
      target: try block.required("target").text("target"))
    if let data = block.optional("test_data") {
      testData = try data.text("test_data")
      testTarget = try block.required("test_target").text("test_target")
    }
    if let word = block.optional("kind") {
      kind = try word.choice(
        "kind",
        among: [("classification", CSVFile.Kind.classification), ("regression", .regression)])
    }
    try block.end()
  }
}

extension IDXFiles {
  fileprivate init(_ document: Document) throws(DocumentError) {
    var block = try Block(document, "idx")
    self.init(
      images: try block.required("images").text("images"),
      labels: try block.required("labels").text("labels"))
    if let images = block.optional("test_images") {
      test = Test(
        images: try images.text("test_images"),
        labels: try block.required("test_labels").text("test_labels"))
    }
    classes = try block.optional("classes")?.names("classes")
    try block.end()
  }
}

extension MATFiles {
  fileprivate init(_ document: Document) throws(DocumentError) {
    var block = try Block(document, "mat")
    self.init(training: try block.required("training").text("training"))
    test = try block.optional("test")?.text("test")
    if let extents = block.optional("image") {
      let sides = try extents.integers("image", count: 2)
      image = Image(height: sides[0], width: sides[1])
    }
    classes = try block.optional("classes")?.names("classes")
    try block.end()
  }
}

extension Document {
  /// The names of a list, no two alike.
  fileprivate func names(_ subject: String) throws(DocumentError) -> [String] {
    var names: [String] = []
    for element in try list(subject) {
      let name = try element.text("each of \(subject)")
      guard !names.contains(name) else {
        throw DocumentError("\(subject) has '\(name)' twice", at: element.mark)
      }
      names.append(name)
    }
    guard names.count > 1 else { throw mismatch(subject, mustBe: "a list of two names or more") }
    return names
  }

  /// The positive whole numbers of a list of a given length.
  func integers(_ subject: String, count: Int? = nil) throws(DocumentError) -> [Int] {
    let elements = try list(subject)
    if let count, elements.count != count {
      throw mismatch(subject, mustBe: "a list of \(count) whole numbers")
    }
    var integers: [Int] = []
    for element in elements {
      integers.append(
        try element.integer(
          "each of \(subject)", in: 1...1_000_000, mustBe: "a positive whole number"))
    }
    return integers
  }
}
