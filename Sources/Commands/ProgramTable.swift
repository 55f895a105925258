import Datasets
package import Documents
import Sweeps
import Training
import Trials

/// A program's data in a table: the columns that rows are dealt by, and where its files are.
///
/// The program reads the table by itself, and gets row numbers: those of the files one after the other,
/// from 0, without their header lines.
struct ProgramTable {
  let paths: [String]
  let test: [String]
  let target: String?
  private let group: String?
  private let order: String?
  private let split: String?
  /// Whether the target is a number; nil where its values tell.
  let isRegression: Bool?
  private let indices: [IndexFiles]

  init(_ data: Document) throws(DocumentError) {
    var block = try Block(data, "data")
    paths = try block.required("csv").texts("data.csv")
    test = try block.optional("test")?.texts("data.test") ?? []
    target = try block.optional("target")?.text("target")
    group = try block.optional("group")?.text("group")
    order = try block.optional("order")?.text("order")
    split = try block.optional("split")?.text("split")
    let kinds = [("classification", false), ("regression", true)]
    isRegression = try block.optional("kind")?.choice("kind", among: kinds)
    indices = try block.optional("indices")?.indexFiles() ?? []
    try block.end()
  }

  /// All files, as the spec has them.
  var files: [String] {
    paths + test + indices.flatMap { [$0.training, $0.validation] }
  }

  /// Gives the facts that a sweep needs to know of it.
  ///
  /// - Parameter folder: where files are looked for before the working directory.
  func facts(folder: String, at mark: Mark?) throws(DocumentError) -> DataFacts {
    let place = Place(folder: folder)
    let facts: DataFacts
    do throws(DatasetError) {
      facts = try read(place)
    } catch {
      throw DocumentError("\(error)", at: mark, systemCode: error.systemCode)
    }
    return facts.listing(try place.splits(indices, rowCount: facts.rowCount, at: mark))
  }

  private func read(_ place: Place) throws(DatasetError) -> DataFacts {
    let named = [target, group, order, split]
    let table = try CSVColumns(
      paths.map(place.path), test: test.map(place.path), named.compactMap(\.self))
    var columns = table.columns[...]
    func texts(_ name: String?) -> [String]? { name.flatMap { _ in columns.popFirst() } }
    let (targets, groups, orders, parts) = (
      texts(target), texts(group), texts(order), texts(split)
    )
    let areNumbers = isRegression ?? targets.map(CSVColumns.areNumbers) ?? true
    let classes = areNumbers ? nil : targets.map { CSVColumns.labels(of: $0) }
    let numbers = areNumbers ? targets.flatMap(CSVColumns.numbers) : nil
    let members = groups.map { CSVColumns.labels(of: $0) }
    return DataFacts(
      digest: table.digest, rowCount: table.rowCount, testCount: table.testCount,
      classes: classes?.indices, classNames: classes?.names ?? [], numbers: numbers,
      groups: members?.indices, groupNames: members?.names ?? [], order: try orders.map(places),
      parts: try parts.map(codes))
  }

  private func places(_ texts: [String]) throws(DatasetError) -> [Int] {
    let (places, stranger) = TableOrder.places(of: texts)
    guard let stranger else { return places }
    throw .malformed(
      path: "row \(stranger) of \(paths[0]):",
      problem: TableOrder.problem(order ?? "", texts[stranger]))
  }

  private func codes(_ texts: [String]) throws(DatasetError) -> [DataFacts.Part] {
    var parts: [DataFacts.Part] = []
    for (row, text) in texts.enumerated() {
      guard let part = TablePart.code(text).flatMap(DataFacts.Part.init(rawValue:)) else {
        throw .malformed(
          path: "row \(row) of \(paths[0]):", problem: TablePart.problem(split ?? "", text))
      }
      parts.append(part)
    }
    return parts
  }

  /// Where the files of a program's data are.
  struct Place {
    let folder: String

    /// A file beside the spec, else in the working directory.
    func path(_ path: String) -> String {
      let beside = "\(folder)/\(path)"
      return ProgramPlace.exists(beside) && !path.hasPrefix("/") ? beside : path
    }

    func splits(
      _ files: [IndexFiles], rowCount: Int, at mark: Mark?
    ) throws(DocumentError) -> [Split] {
      var splits: [Split] = []
      for pair in files {
        let here = IndexFiles(training: path(pair.training), validation: path(pair.validation))
        do throws(DatasetError) {
          let rows = try RowIndices.split(here, rowCount: rowCount)
          splits.append(Split(training: rows.training, validation: rows.validation))
        } catch {
          throw DocumentError("\(error)", at: mark, systemCode: error.systemCode)
        }
      }
      return splits
    }
  }
}

/// The files that a program's data name.
package enum ProgramDataFiles {
  /// As the spec has them; none of a set known by name and of a number of rows.
  package static func paths(of data: Document) throws(DocumentError) -> [String] {
    data["csv"] == nil ? [] : try ProgramTable(data).files
  }
}
