package import Datasets
package import Documents
import Sweeps

extension DatasetReference {
  /// Reads a spec's `data`: a name, or a block that names files.
  ///
  /// ```yaml
  /// data: mnist
  /// data: { set: mnist, part: training }
  /// data: { csv: table.csv, target: label, features: [a, b] }
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
      self = .csv(try CSVFile(path, &block))
    } else if let files = block.optional("idx") {
      self = .idx(try IDXFiles(files))
    } else if let files = block.optional("mat") {
      self = .mat(try MATFiles(files))
    } else {
      throw DocumentError(
        "data must be the name of a set, or a block with set, csv, idx or mat", at: document.mark)
    }
    try block.end()
  }
}

extension CSVFile {
  fileprivate init(_ path: Document, _ block: inout Block) throws(DocumentError) {
    self.init(
      path: try path.text("csv"), target: try block.required("target").text("target"))
    if let columns = block.optional("features") {
      var names: [String] = []
      for column in try columns.list("features") { names.append(try column.text("a feature")) }
      features = names
    }
    if let word = block.optional("kind") {
      kind = try word.choice(
        "kind", among: [("classification", Kind.classification), ("regression", .regression)])
    }
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
