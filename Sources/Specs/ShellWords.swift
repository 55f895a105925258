import Documents
import Sweeps

/// Splits a command that is written as one text, as a shell does: at blanks, but for those in quotes
/// and behind backslashes.
///
/// ```swift
/// ShellWords.split("sh -c 'python3 a.py' \"two words\"")  // sh, -c, python3 a.py, two words
/// ```
///
/// No shell is asked: what only one could carry out, such as a pipe, is refused.
enum ShellWords {
  static func split(_ text: String, at mark: Mark?) throws(DocumentError) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    var rest = text[...]
    func refuse(_ what: String) -> DocumentError {
      DocumentError(
        "\(what); no shell is asked, so write command: [sh, -c, '...'] where one is meant", at: mark
      )
    }
    func finish() throws(DocumentError) {
      guard let found = word else { return }
      let operators: Set<String> = [
        "|", "||", "&", "&&", ";", "<", ">", ">>", "2>", "2>&1", "&>", "(", ")",
      ]
      if !isQuoted, operators.contains(found) || found.hasSuffix(";") {
        throw refuse("'\(found)' in the command is a shell's to carry out")
      }
      words.append(found)
      word = nil
      isQuoted = false
    }
    while let character = rest.popFirst() {
      switch character {
      case _ where character.isWhitespace:
        try finish()
      case "'":
        guard let end = rest.firstIndex(of: "'") else {
          throw refuse("a ' in the command has no other that closes it")
        }
        word = (word ?? "") + rest[..<end]
        isQuoted = true
        rest = rest[rest.index(after: end)...]
      case "\"":
        var inner = ""
        var isClosed = false
        while let next = rest.popFirst() {
          if next == "\"" {
            isClosed = true
            break
          }
          // Within double quotes, a backslash is one but before these.
          if next == "\\", let escaped = rest.first, "\"\\`$\n".contains(escaped) {
            rest.removeFirst()
            if escaped == "$" { inner += "$" }
            if escaped != "\n" { inner.append(escaped) }
          } else {
            inner.append(next)
          }
        }
        guard isClosed else { throw refuse("a \" in the command has no other that closes it") }
        word = (word ?? "") + inner
        isQuoted = true
      case "\\":
        guard let escaped = rest.popFirst() else {
          throw refuse("the command ends with a backslash")
        }
        guard escaped != "\n" else { continue }
        // A dollar sign that is meant as one is written twice in a spec.
        word = (word ?? "") + (escaped == "$" ? "$$" : String(escaped))
        isQuoted = true
      default:
        word = (word ?? "") + String(character)
      }
    }
    try finish()
    return words
  }
}
