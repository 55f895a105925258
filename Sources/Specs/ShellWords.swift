import Documents
import Sweeps

/// Splits a command that is written as one text, as a shell does: at blanks, but for those in quotes
/// and behind backslashes.
///
/// ```swift
/// ShellWords.split("sh -c 'python3 a.py' \"two words\"")  // sh, -c, python3 a.py, two words
/// ```
///
/// No shell is asked: what only one could carry out, a pipe, a redirection or a pattern of names, is
/// refused wherever it stands, unless it is quoted.
///
/// | unquoted | |
/// |---|---|
/// | `\| & ; < > ( )` and backquotes | refused, also within a word: `>log`, `a\|b`, `$(date)` |
/// | `*` `?` | refused: names of files are not filled in |
/// | `~` and `#` before a word, `NAME=value` before all | refused |
/// | `[64,32]` `{a,b}` `!` `%` `^` | themselves |
///
/// In double quotes `$(...)` and backquotes are refused too.
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
      if words.isEmpty, !isQuoted, isAssignment(found) {
        throw refuse(
          "'\(found)' before the program sets a variable, which is a shell's to carry out")
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
            if next == "`" || next == "$" && rest.first == "(" {
              throw refuse("'\(next == "`" ? "`" : "$(")' in the command is a shell's to carry out")
            }
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
      case _ where "|&;<>()`*?".contains(character), "~" where word == nil, "#" where word == nil:
        let before = word ?? ""
        let whole = before + String(character) + rest.prefix { !$0.isWhitespace }
        throw refuse("'\(character)' in '\(whole)' of the command is a shell's to carry out")
      default:
        word = (word ?? "") + String(character)
      }
    }
    try finish()
    return words
  }

  /// Whether a word is `NAME=value`, as shells take it before a command.
  private static func isAssignment(_ word: String) -> Bool {
    guard let sign = word.firstIndex(of: "="), let first = word.first else { return false }
    return !first.isNumber && first != "="
      && word[..<sign].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
