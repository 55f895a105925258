import Glibc
import Processes
package import Store
import Sweeps

/// The name of a sweep on the command line: `digits-l2`, of another results file
/// `other.sqlite:digits-l2`, or `other.sqlite` for the one that was run last there.
package struct SweepName {
  /// The results file; nil for that of the command line.
  package let file: String?
  /// The text after the file: a sweep's name, perhaps with more behind it.
  package let rest: String

  /// - Parameter known: whether a name is one of a sweep of the command line's file, which then is
  ///   meant, even if a file has the same name.
  /// - Parameter takesFiles: whether another file may be named at all.
  package init(_ text: String, takesFiles: Bool = true, isKnown known: (String) -> Bool) {
    let head = text.split(separator: ":", maxSplits: 1).first.map(String.init) ?? text
    guard takesFiles, !known(head), let end = SweepName.endOfFile(in: text) else {
      (file, rest) = (nil, text)
      return
    }
    file = String(text[..<end])
    rest = String(text[end...].dropFirst())
  }

  /// The names of the sweeps of the command line's file, which need not be there where words name
  /// another; one that is there and cannot be read is told of, and not taken for empty.
  package static func known(in file: () throws -> ResultsReader) throws -> Set<String> {
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
