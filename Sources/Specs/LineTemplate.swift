import Documents
import Sweeps

/// The words of a command line as a spec has them: `{lr}` becomes `${lr}` and `{seed}` `${sweep.seed}`.
///
/// A name that is nobody's is refused, as it would reach the program as it stands. `{{lr}}` is `{lr}` and
/// `$$lr` is `$lr` for the program. The word after `-c` or `-e` is code in another language, whose own
/// variables begin with dollar signs: there a `$name` of nobody's is left as it is.
struct LineTemplate {
  let parameters: [String]
  let words: [String]

  func written() throws(DocumentError) -> [String] {
    var written: [String] = []
    for (index, word) in words.enumerated() {
      let isCode = index > 0 && LineTemplate.codeOptions.contains(words[index - 1])
      written.append(try template(word, isCode: isCode))
    }
    return written
  }

  private static let codeOptions: Set<String> = ["-c", "-lc", "-ec", "-e", "-E", "--eval"]

  private func template(_ word: String, isCode: Bool) throws(DocumentError) -> String {
    var text = ""
    for piece in Braces.pieces(of: word) {
      switch piece {
      case .text(let plain): text += LineTemplate.escaped(plain)
      case .name(let name):
        guard let found = placeholder(name) else {
          throw unknown(name, as: "{\(name)}", "{{\(name)}}")
        }
        text += found
      case .dollar(let name, let written):
        if parameters.contains(name) || TrialVariable.isLike(name) && !isCode {
          guard let found = placeholder(name) else {
            throw unknown(name, as: "$" + written, "$$" + written)
          }
          text += found
        } else if isCode {
          text += "$$" + written
        } else {
          throw unknown(name, as: "$" + written, "$$" + written)
        }
      }
    }
    return text
  }

  private func placeholder(_ name: String) -> String? {
    if parameters.contains(name) { return "${\(name)}" }
    let variable = TrialVariable(rawValue: name) ?? TrialVariable(named: name)
    return variable.map { "${\($0.name)}" }
  }

  private func unknown(_ name: String, as written: String, _ literal: String) -> DocumentError {
    if let word = words.first(where: { ParameterWord.parameter($0)?.0 == name }) {
      return DocumentError(
        "\(written) has values in '\(word)', which is not among the last words; values go last",
        at: nil)
    }
    let known = parameters + TrialVariable.allCases.map(\.rawValue)
    let meant = closest(to: name, among: known).map { "; did you mean {\($0)}?" }
    return DocumentError(
      "\(written) is no parameter: no last word says \(name)=VALUES, and nothing of a trial is called so"
        + (meant ?? "; for the text itself write \(literal)"), at: nil)
  }

  private static func escaped(_ text: String) -> String {
    text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
  }
}
