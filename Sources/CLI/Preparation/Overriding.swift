import Documents
import Specs
import Sweeps

extension Option {
  static let epochs = Option(
    "--epochs", value: "N", "train so many epochs, whatever the spec says")
  static let set = Option(
    "--set", value: "KEY=VALUE", repeats: true,
    "another value than the spec's, such as evaluate.replicates=2; may be repeated")
}

/// A change of the spec, as the command line gave it.
struct Overriding {
  /// How the line of a spec's text begins that says what was set in it.
  static let comment = "# Run with "

  /// What was typed, to be named when something is wrong with it.
  let words: String
  fileprivate let change: Override

  init(_ words: String, _ assignment: String) throws(UserError) {
    self.words = words
    do {
      change = try Override(assignment)
    } catch {
      throw UserError("\(words): \(error.message)")
    }
  }
}

extension Arguments {
  /// What is to be otherwise than the spec says, in the order in which it was given.
  func overrides() throws(UserError) -> [Overriding] {
    var overrides: [Overriding] = []
    for text in texts(.set) { overrides.append(try Overriding("--set \(text)", text)) }
    if let count = try integer(.epochs, in: 0...10_000_000) {
      overrides.append(try Overriding("--epochs \(count)", "training.epochs=\(count)"))
    }
    return overrides
  }

  /// The same, in the words of a command line.
  var wordsOfOverrides: [String] {
    texts(.set).flatMap { [Option.set.name, $0] }
      + (text(.epochs).map { [Option.epochs.name, $0] } ?? [])
  }
}

extension UserError {
  /// What is wrong with a spec, and where.
  ///
  /// - Parameter overrides: what the command line changed in it.
  init(_ error: DocumentError, in path: String, with overrides: [Overriding] = []) {
    self.init(
      "\(overrides.place(of: error, in: path)): \(error.message)", exitCode: ExitCode(for: error))
  }
}

extension [Overriding] {
  /// The spec's text with all changes in it, and a last line that says what they were.
  func written(into text: String, of path: String) throws(UserError) -> String {
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
