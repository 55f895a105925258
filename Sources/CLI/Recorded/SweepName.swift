import Glibc
import Store
import Sweeps

/// What people call a sweep on the command line: `digits-l2`, of another results file
/// `other.sqlite:digits-l2`, or `other.sqlite` for the one that was run last there.
struct SweepName {
  /// Nil for the results file of the command line.
  let file: String?
  /// What follows the file: a sweep's name, perhaps with more behind it.
  let rest: String

  /// - Parameter known: whether a name is one of a sweep of the command line's file, which then is
  ///   meant, even if a file has the same name.
  init(_ text: String, isKnown known: (String) -> Bool) {
    let head = text.split(separator: ":", maxSplits: 1).first.map(String.init) ?? text
    guard !known(head), let end = SweepName.endOfFile(in: text) else {
      (file, rest) = (nil, text)
      return
    }
    file = String(text[..<end])
    rest = String(text[end...].dropFirst())
  }

  /// The names of the sweeps of the command line's file, which need not be there where words name
  /// another; one that is there and cannot be read is told of, and not taken for empty.
  static func known(in file: () throws -> ResultsReader) throws -> Set<String> {
    do {
      return Set(try file().sweeps().map(\.name))
    } catch let error as StoreError where error.reason == .missing {
      return []
    } catch is UserError {
      // It holds no sweep, or not the one of --sweep.
      return []
    }
  }

  /// Where the name of a file ends with which the text begins: at its end, or before a colon.
  private static func endOfFile(in text: String) -> String.Index? {
    let ends = text.indices.filter { text[$0] == ":" } + [text.endIndex]
    return ends.last { end in
      var facts = stat()
      return end > text.startIndex && stat(String(text[..<end]), &facts) == 0
        && facts.st_mode & S_IFMT == S_IFREG
    }
  }
}

extension Arguments {
  /// The sweeps that the operands name, or the one of `--sweep` and `--results`.
  func recordedSweeps() throws -> [Recorded] {
    guard !operands.isEmpty else { return [try Recorded(self)] }
    guard !has(.sweep) else {
      throw UserError("name sweeps as operands or one with --sweep, not both")
    }
    let known = try SweepName.known { try ResultsReader(at: resultsPath) }
    return try operands.map { try recordedSweep($0, known) }
  }

  /// The sweep that an operand names, or where it is not there, the one of `--sweep` and `--results`.
  ///
  /// - Parameter place: of the operand, among those of a command that is about one sweep.
  func recordedSweep(at place: Int) throws -> Recorded {
    guard operands.count > place else { return try Recorded(self) }
    guard operands.count == place + 1 else {
      throw UserError(
        "this is about one sweep, and \(operands[place...].joined(separator: " and ")) are named; 'sweep"
          + " table' and 'sweep compare' take several, and 'sweep merge' makes one file of several")
    }
    guard !has(.sweep) else {
      throw UserError("name the sweep as an operand or with --sweep, not both")
    }
    return try recordedSweep(
      operands[place], SweepName.known { try ResultsReader(at: resultsPath) })
  }

  private func recordedSweep(_ operand: String, _ known: Set<String>) throws -> Recorded {
    let name = SweepName(operand, isKnown: known.contains)
    return try Recorded(path: name.file ?? resultsPath, name: name.rest.isEmpty ? nil : name.rest)
  }
}
