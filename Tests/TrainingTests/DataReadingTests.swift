import Datasets
import Documents
import Specs
import Sweeps
import Testing
import Training
import Trials
import YAML

/// `data` of a spec, in all its forms.
struct DataReadingTests {
  private func reference(_ text: String) throws -> DatasetReference {
    let spec = try Document(yaml: "data: \(text)")
    guard let data = spec["data"] else { throw DocumentError("no data", at: nil) }
    return try DatasetReference(data)
  }

  @Test func `a name`() throws {
    #expect(try reference("mnist") == .named("mnist"))
    #expect(try reference("{set: mnist, part: training}") == .trainingPart(of: "mnist"))
  }

  @Test func `a table`() throws {
    #expect(try reference("{csv: a.csv, target: y}") == .csv(CSVFile(path: "a.csv", target: "y")))
    #expect(
      try reference("{csv: a.csv, target: y, features: [p, q], kind: regression}")
        == .csv(CSVFile(path: "a.csv", target: "y", features: ["p", "q"], kind: .regression)))
  }

  @Test func `pairs of IDX files`() throws {
    #expect(
      try reference("{idx: {images: a.gz, labels: b.gz}}")
        == .idx(IDXFiles(images: "a.gz", labels: "b.gz")))
    #expect(
      try reference(
        "{idx: {images: a, labels: b, test_images: c, test_labels: d, classes: [cat, dog]}}")
        == .idx(
          IDXFiles(
            images: "a", labels: "b", test: .init(images: "c", labels: "d"),
            classes: ["cat", "dog"])))
  }

  @Test func `matrices of MATLAB`() throws {
    #expect(
      try reference("{mat: {training: a.mat}}") == .mat(MATFiles(training: "a.mat")))
    #expect(
      try reference("{mat: {training: a.mat, test: b.mat, image: [32, 16], classes: [A, B]}}")
        == .mat(
          MATFiles(
            training: "a.mat", test: "b.mat", image: .init(height: 32, width: 16),
            classes: ["A", "B"])))
  }

  @Test(arguments: [
    ("[a]", "1:7: data must be a block of keys, not a list"),
    (
      "{file: a}",
      "1:7: data must be the name of a set, or a block with set, csv, arff, libsvm, idx, mat, npy or npz"
    ),
    ("{csv: [], target: y}", "1:13: csv must be a file, or a list of some, not a list"),
    (
      "{libsvm: a, target: y}",
      "1:27: data.target has no effect with libsvm, whose lines begin with it; remove it"
    ),
    (
      "{csv: a, target: y, test: b, split: c}",
      "1:43: data.split says which rows are the test part, and so does data.test; keep one"
    ),
    (
      "{csv: a, target: y, indices: []}",
      "1:36: data.indices must be a list of { training: FILE, validation: FILE }, not a list"
    ),
    ("{csv: a}", "1:7: data needs the key 'target'"),
    ("{csv: 3, target: y}", "1:13: csv must be a text, not 3"),
    (
      "{csv: a, target: y, kind: order}",
      "1:33: kind must be one of classification, regression, not 'order'"
    ),
    (
      "{csv: a, target: y, feature: [b]}",
      "1:27: data has no key 'feature'; did you mean features?"
    ),
    ("{set: mnist}", "1:7: data needs the key 'part'"),
    ("{set: mnist, part: test}", "1:26: data.part must be one of training, not 'test'"),
    ("{idx: {images: a}}", "1:13: idx needs the key 'labels'"),
    ("{idx: {images: a, labels: b, test_images: c}}", "1:13: idx needs the key 'test_labels'"),
    (
      "{idx: {images: a, labels: b, classes: [x]}}",
      "1:45: classes must be a list of two names or more, not a list"
    ),
    ("{idx: {images: a, labels: b, classes: [x, y, x]}}", "1:52: classes has 'x' twice"),
    (
      "{mat: {training: a, image: [32]}}",
      "1:34: image must be a list of 2 whole numbers, not a list"
    ),
  ]) func `what is wrong is said with its place`(text: String, sentence: String) {
    #expect(complaint { _ = try reference(text) } == sentence)
  }

  @Test func `a set's facts are what a sweep splits by`() throws {
    let facts = DataFacts(Dataset.digits)
    #expect(facts.rowCount == 1797 && facts.classes?.count == 1797)
    #expect(facts.digest == Dataset.digits.hash)
  }
}
