import Datasets
package import Documents
import Imports
import Specs
import Sweeps

/// The CSV file that a spec's `configurations` may name: a header of parameters, one configuration a row.
///
/// Its rows are written into the spec's text in its place, so that the text tells what was run also where the
/// file has changed later.
package enum ListedFile {
  /// The text with the rows in it; the text itself where it names no file.
  ///
  /// - Parameter folder: where the file is looked for.
  package static func written(into text: String, in folder: String) throws(DocumentError) -> String
  {
    guard let name = try Spec.listedFile(in: text) else { return text }
    let path = name.path.hasPrefix("/") ? name.path : "\(folder)/\(name.path)"
    let columns: CSVColumns
    var names: [String] = []
    do throws(DatasetError) {
      columns = try CSVColumns(path) { header in
        names = header
        return header
      }
    } catch {
      throw DocumentError("configurations: \(error)", at: name.mark, systemCode: error.systemCode)
    }
    for (place, column) in names.enumerated() where names[..<place].contains(column) {
      throw DocumentError("\(path) has two columns called '\(column)'; keep one", at: name.mark)
    }
    let rows = (0..<columns.rowCount).map { row in
      Document(
        .map(
          zip(names, columns.columns).compactMap { column, cells in
            // An empty cell is a parameter that this configuration does not use.
            cells[row].isEmpty
              ? nil : Document.Entry(key: column, value: Document(tableCell: cells[row]))
          }))
    }
    return try Override("configurations=\(Document(.list(rows)).json)").applied(to: text)
  }
}
