import Documents
import Processes

extension ImportedStudy {
  /// Reads a file or a folder, whichever program has made it: a SQLite file or a journal of Optuna, a folder of
  /// Ray Tune, `cv_results_` of scikit-learn in CSV or JSON, runs of W&B, or any other CSV.
  ///
  /// A fact that the file does not say is asked for, and never guessed.
  package init(at path: String, _ options: ImportOptions) throws(ImportError) {
    let stem = path.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? path
    guard Folder.exists(at: path) else { throw ImportError("there is no file '\(path)'") }
    if case .folder? = Folder.kind(of: path) {
      guard let study = try RayResults.study(at: path, named: stem, options) else {
        throw ImportError(
          "'\(path)' is no folder of Ray Tune: nothing in it has a params.json; name a file")
      }
      self = study
      return
    }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.bytes(named: path)
    } catch {
      throw ImportError("'\(path)' cannot be read (\(error.message))")
    }
    if bytes.starts(with: Array("SQLite format 3".utf8)) {
      self = try OptunaDatabase.study(at: path, options)
      return
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if text.first == "{" {
      if text.contains("\"op_code\"") {
        self = try OptunaJournal.study(in: text, options)
        return
      }
      guard let document = LooseJSON.document(text),
        let table = TableImport(byColumns: document, path: path)
      else {
        throw ImportError(
          "'\(path)' is JSON that is neither a journal of Optuna nor a table by columns, as of"
            + " cv_results_")
      }
      self = try table.study(named: stem, options)
      return
    }
    self = try TableImport(bytes, path: path).study(named: stem, options)
  }
}
