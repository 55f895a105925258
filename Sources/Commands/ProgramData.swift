package import Datasets
package import Documents
import Hashing
package import Sweeps
import Training
import Trials

extension DataFacts {
  /// What a sweep of a program needs to know of its data: as much as it takes to deal rows.
  ///
  /// ```yaml
  /// data: { rows: 1200 }                                    # the program has data of its own
  /// data: { csv: scans.csv, target: label, group: patient } # only these columns are read
  /// data: optdigits                                         # a set known by name
  /// ```
  ///
  /// - Parameter folder: where files are looked for before the working directory.
  package init(
    ofProgram data: Document, library: DatasetLibrary, folder: String
  ) throws(DocumentError) {
    if data.content == .null {
      self = .none
    } else if data["rows"] != nil {
      var block = try Block(data, "data")
      let rows = try block.required("rows").integer(
        "data.rows", in: 2...100_000_000, mustBe: "the number of rows, 2 or more")
      try block.end()
      self.init(
        digest: Digest(of: Array("rows \(rows)".utf8)), rowCount: rows, testCount: 0, classes: nil)
    } else if data["csv"] != nil {
      self = try DataFacts.table(data, folder: folder)
    } else if case .text(let name) = data.content {
      do throws(DatasetError) {
        self.init(try library.open(.named(name)))
      } catch {
        throw DocumentError("\(error)", at: data.mark, systemCode: error.systemCode)
      }
    } else {
      throw DocumentError(
        "data of a program must be { rows: N }, { csv: FILE, target: COLUMN, group: COLUMN } or the"
          + " name of a set", at: data.mark)
    }
  }

  private static func table(_ data: Document, folder: String) throws(DocumentError) -> DataFacts {
    var block = try Block(data, "data")
    let path = try block.required("csv").text("csv")
    let target = try block.optional("target")?.text("target")
    let group = try block.optional("group")?.text("group")
    let kinds = [("classification", false), ("regression", true)]
    let isRegression = try block.optional("kind")?.choice("kind", among: kinds) ?? false
    try block.end()
    let beside = "\(folder)/\(path)"
    do throws(DatasetError) {
      let table = try CSVColumns(
        ProgramPlace.exists(beside) && !path.hasPrefix("/") ? beside : path,
        [target, group].compactMap(\.self))
      let classes = target == nil || isRegression ? nil : CSVColumns.indices(of: table.columns[0])
      let groups = group.flatMap { _ in table.columns.last }.map(CSVColumns.indices)
      return DataFacts(
        digest: table.digest, rowCount: table.rowCount, testCount: 0, classes: classes,
        groups: groups)
    } catch {
      throw DocumentError("\(error)", at: data.mark, systemCode: error.systemCode)
    }
  }
}
