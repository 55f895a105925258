import Datasets
import Documents
import Training

/// The true classes of the rows of a program's data, as somebody who predicts them may write them.
struct TrueLabels {
  /// The name of each row's class, as the data has it; else the class's number as text.
  private let texts: [String]
  /// The place of each row's class among all, counted from 0; empty for a table of the program's own.
  private let indices: [Int]
  private let names: Set<String>

  /// Reads the labels; nil where the data is the program's own, has no target or numbers for targets, or
  /// cannot be read.
  init?(ofProgram data: Document, library: DatasetLibrary, folder: String) {
    if data["csv"] == nil, let reference = try? DatasetReference(data) {
      guard let set = try? library.open(reference), case .labels(let labels) = set.targets
      else { return nil }
      let names = set.form.classNames ?? []
      texts = labels.map { names.indices.contains($0) ? names[$0] : "\($0)" }
      indices = labels
    } else if data["csv"] != nil, let table = try? ProgramTable(data), let target = table.target,
      table.isRegression != true
    {
      let place = ProgramTable.Place(folder: folder)
      guard
        let columns = try? CSVColumns(
          table.paths.map(place.path), test: table.test.map(place.path), [target])
      else { return nil }
      texts = columns.columns[0].map(Self.trimmed)
      indices = []
    } else {
      return nil
    }
    names = Set(texts)
  }

  /// Whether a prediction is the class of a row: its name, else the same number, as 1.0 is 1; else, for
  /// sets known by name, the class's place from 0.
  func isRight(_ prediction: String, row: Int) -> Bool {
    guard texts.indices.contains(row) else { return false }
    if names.contains(prediction) { return prediction == texts[row] }
    guard let number = Double(prediction) else { return false }
    if let truth = Double(texts[row]) { return truth == number }
    return indices.indices.contains(row) && Double(indices[row]) == number
  }

  /// Without spaces around it.
  static func trimmed(_ text: String) -> String {
    let isSpace = { (character: Character) in character == " " || character == "\t" }
    return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }
}
