import Glibc

/// The reason that there is no data set: one sentence that names the file and what was expected of it.
package enum DatasetError: Error, Hashable {
  /// No set has the name.
  case unknown(name: String, known: [String])
  /// A named set was not found whole in any of the places: these files lack where most of it is.
  case missing(name: String, files: [String], place: String, searched: [String])
  /// The file could not be read; the reason in the words of the system or of zlib.
  case unreadable(path: String, reason: Reason)
  /// The file is not what it should be; lines count from 1. Without a line, the problem goes on
  /// where the path ends the subject of the sentence: "is empty, expected ...".
  case malformed(path: String, line: Int? = nil, problem: String)
  /// The decoded arrays could not be written down.
  case unstorable(path: String, reason: Reason)

  /// The reason that the system gives for its refusal.
  package struct Reason: Hashable, Sendable, CustomStringConvertible {
    /// The system's words, or zlib's.
    package let description: String
    /// The `errno`.
    package let code: Int32

    /// The reason that `errno` gives.
    static var ofSystem: Reason {
      Reason(description: String(cString: strerror(errno)), code: errno)
    }
  }
}

extension DatasetError: CustomStringConvertible {
  /// `data.csv:3: ...` where a line is at fault, else a sentence with the path; no capital, no stop.
  package var description: String {
    switch self {
    case .unknown(let name, let known):
      "there is no data set '\(name)'; known by name are \(known.joined(separator: ", "))"
    case .missing(let name, let files, let place, let searched):
      "the data set \(name) was not found in \(searched.joined(separator: ", ")):"
        + " put \(files.joined(separator: ", ")) (gzipped or not) into \(place),"
        + " or set SWEEP_DATA to the folder they are in"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .malformed(let path, let line?, let problem): "\(path):\(line): \(problem)"
    case .malformed(let path, nil, let problem): "\(path) \(problem)"
    case .unstorable(let path, let reason):
      "the decoded data cannot be written to \(path): \(reason)"
    }
  }
}

extension DatasetError {
  /// The `errno` of the system, where it kept the data from being read or written down.
  package var systemCode: Int32? {
    switch self {
    case .unreadable(_, let reason), .unstorable(_, let reason): reason.code
    case .unknown, .missing, .malformed: nil
    }
  }
}
