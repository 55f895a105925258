package import Documents
package import Processes
import Specs
import Sweeps

/// A change of the spec, as the command line gave it.
package struct Overriding {
  /// How the line of a spec's text begins that says what was set in it.
  package static let comment = "# Run with "

  /// The words that were typed, to be named when something is wrong with them.
  package let words: String
  fileprivate let change: Override

  /// - Parameters:
  ///   - words: the option as it was typed, such as `--set training.epochs=3`.
  ///   - assignment: `KEY=VALUE`.
  /// - Throws: `UserError`, which begins with the words, where the assignment is none.
  package init(_ words: String, _ assignment: String) throws(UserError) {
    self.words = words
    do {
      change = try Override(assignment)
    } catch {
      throw UserError("\(words): \(error.message)")
    }
  }
}

extension UserError {
  /// Tells the fault in a spec, and its place.
  ///
  /// - Parameter overrides: the changes by the command line.
  package init(_ error: DocumentError, in path: String, with overrides: [Overriding] = []) {
    self.init(
      "\(overrides.place(of: error, in: path)): \(error.message)", cause: error)
  }
}

extension [Overriding] {
  /// The spec's text with all changes in it, and a last line that says what they were.
  package func written(into text: String, of path: String) throws(UserError) -> String {
    guard !isEmpty else { return text }
    var text = text
    for override in self {
      do {
        text = try override.change.applied(to: text)
      } catch {
        throw UserError("\(path) with \(override.words): \(error.message)")
      }
    }
    return text + (text.last == "\n" ? "" : "\n") + Overriding.comment + words + "\n"
  }

  /// Where something is wrong: in a line of the file, unless that is not what was read.
  fileprivate func place(of error: DocumentError, in path: String) -> String {
    guard isEmpty else { return "\(path) with \(words)" }
    return path + (error.mark.map { ":\($0.line):\($0.column)" } ?? "")
  }

  private var words: String { map(\.words).joined(separator: " ") }
}
