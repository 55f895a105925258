/// Why there is no data set: one sentence that names the file and what was expected of it.
package enum DatasetError: Error, Hashable {
  /// No set has the name.
  case unknown(name: String, known: [String])
  /// Not all files of a named set lie in any of the folders.
  case missing(name: String, files: [String], folders: [String])
  /// The file could not be read; the reason in the words of the system or of zlib.
  case unreadable(path: String, reason: String)
  /// The file is not what it should be; lines count from 1.
  case malformed(path: String, line: Int? = nil, problem: String)
  /// The decoded arrays could not be written down.
  case unstorable(path: String, reason: String)
}

extension DatasetError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknown(let name, let known):
      "There is no data set \"\(name)\"; known by name are \(known.joined(separator: ", "))."
    case .missing(let name, let files, let folders):
      "The data set \(name) is not complete in any of the folders"
        + " \(folders.joined(separator: ", ")): put \(files.joined(separator: ", "))"
        + " into one of them, or set SWEEP_DATA to a folder that has \(name)/."
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)."
    case .malformed(let path, let line?, let problem): "\(path):\(line): \(problem)."
    case .malformed(let path, nil, let problem): "\(path): \(problem)."
    case .unstorable(let path, let reason):
      "The decoded data cannot be written to \(path): \(reason)."
    }
  }
}
