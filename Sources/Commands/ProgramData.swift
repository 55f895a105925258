package import Datasets
package import Documents
import Hashing
package import Sweeps
import Training
import Trials

extension DataFacts {
  /// Creates the facts that a sweep of a program needs of its data: as much as it takes to deal rows.
  ///
  /// ```yaml
  /// data: { rows: 1200 }                                    # the program has data of its own
  /// data: { csv: scans.csv, target: label, group: patient } # only these columns are read
  /// data: { csv: [a.csv, b.csv], test: c.csv, order: date }
  /// data: optdigits                                         # a set known by name
  /// data: { set: optdigits, part: training }                # without its test part
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
      let indices = try block.optional("indices")?.indexFiles() ?? []
      try block.end()
      let place = ProgramTable.Place(folder: folder)
      self.init(
        digest: Digest(of: Array("rows \(rows)".utf8)), rowCount: rows, testCount: 0, classes: nil,
        listed: try place.splits(indices, rowCount: rows, at: data.mark))
    } else if data["csv"] != nil {
      self = try ProgramTable(data).facts(folder: folder, at: data.mark)
    } else if data["set"] != nil || data.isText {
      let reference = try DatasetReference(data)
      do throws(DatasetError) {
        self.init(try library.open(reference))
      } catch {
        throw DocumentError("\(error)", at: data.mark, systemCode: error.systemCode)
      }
    } else {
      throw DocumentError(
        "data of a program must be { rows: N }, { csv: FILE, target: COLUMN, group: COLUMN } or the"
          + " name of a set", at: data.mark)
    }
  }
}

extension Document {
  fileprivate var isText: Bool { if case .text = content { true } else { false } }
}
