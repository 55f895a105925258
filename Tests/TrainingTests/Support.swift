import Datasets
import Documents
import Engine
import FoundationEssentials
import Specs
import Sweeps
import Testing
import Training
import YAML

/// A recipe for 8x8 digits with one line a key; each of `lines` takes the place of the line that
/// begins alike, or comes at the end.
///
///     1  network: [...]
///     2  training:
///     3    loss: ...
func recipeText(_ lines: [String]) -> String {
  var text = [
    "network: [{dense: {units: 8, activation: relu}}, {dense: {units: 10, activation: softmax}}]",
    "training:",
    "  loss: categorical_crossentropy",
    "  optimizer: sgd",
    "  batch_size: 32",
    "  epochs: 2",
  ]
  for line in lines {
    let key = line.prefix { $0 != ":" } + ":"
    if let index = text.firstIndex(where: { $0.drop { $0 == " " }.hasPrefix(key) }) {
      text[index] = (key == "network:" ? "" : "  ") + line
    } else {
      text.append("  " + line)
    }
  }
  return text.joined(separator: "\n")
}

let digits = Examples(Dataset.digits)

/// The recipe of these lines.
func recipe(_ lines: String..., examples: Examples = digits) throws -> EngineRecipe {
  try EngineRecipe(Document(yaml: recipeText(lines)), for: examples)
}

/// `line:column: message`, or nothing when all is well.
func complaint(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as DocumentError {
    return (error.mark.map { "\($0.line):\($0.column): " } ?? "") + error.message
  } catch {
    return "\(error)"
  }
}

extension Plan {
  /// A sweep over digits with such a recipe, as a coordinator would plan it.
  ///
  /// - Parameter inspect: the recipe's block of that name.
  static func digits(
    _ lines: [String], inspect: String? = nil, scheme: Evaluation.Scheme = .test,
    replicates: Int = 2
  ) throws -> Plan {
    try Plan(
      Sweep(
        name: "digits", data: Document(.text("digits")),
        recipe: Document(
          yaml: recipeText(lines) + (inspect.map { "\ninspect: \($0)" } ?? "")),
        parameters: [],
        evaluation: Evaluation(scheme: scheme, replicates: replicates, seed: 7),
        metric: Sweeps.Metric(name: "val_accuracy", goal: .maximize, moment: .last)),
      data: DataFacts(Dataset.digits), semantics: EngineTrainer.semantics)
  }
}

/// A folder for one test, deleted with everything in it.
final class Scratch {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "sweep-training-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}

/// The folders `sweeps` and, beside the package or where `SWEEP_DATA` says, the real data.
enum Folders {
  private static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let sweeps = package.appending(path: "sweeps").path

  static let library: DatasetLibrary = {
    let named = ProcessInfo.processInfo.environment["SWEEP_DATA"] ?? ""
    let shared = package.deletingLastPathComponent().appending(path: "shared/data").path
    return DatasetLibrary(
      folders: named.split(separator: ":").map(String.init) + [shared], cache: nil)
  }()

  /// The table that lies beside a spec; nil for data of any other kind.
  static func table(_ data: Document) throws -> Dataset? {
    guard case .csv(var file) = try DatasetReference(data) else { return nil }
    file.path = "\(sweeps)/\(file.path)"
    return try library.open(.csv(file))
  }

  /// A split that trains on all rows.
  static func allRows(of dataset: Dataset) -> Split {
    Split(training: Array(0..<dataset.form.rows), validation: [0])
  }

  static let skipped: Comment = "real data not found in $SWEEP_DATA or ../shared/data: skipped"

  static var specs: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: sweeps)
        .filter { $0.hasSuffix(".yaml") }.sorted()
    }
  }
}
