import Documents
import Sweeps

/// One word of a program's command line as a spec writes it.
struct CommandWord {
  /// The parameters that `$name` can stand for.
  let parameters: [String]
  /// The name that stands for the replicate's seed besides `sweep.seed`; nil for none.
  let seedName: String?
  /// Whether there are rows to be told of.
  let hasRows: Bool
  let hasTestPart: Bool

  /// The word as a recipe has it: what a trial decides is left to `Commands`.
  ///
  /// - Throws: where it names something of a trial that there is not.
  func resolved(_ word: Document) throws(DocumentError) -> Document {
    guard case .text(let text) = word.content else { return word }
    var parts: [Document] = []
    for part in Template.parts(of: text, at: { variable(named: $0) != nil }) {
      switch part {
      case .text(let text): parts.append(Document(.text(text), at: word.mark))
      case .environment(let name): parts.append(entry(name, at: word.mark))
      case .name(let name):
        guard let variable = variable(named: name) else { continue }
        try check(variable, written: name, at: word.mark)
        parts.append(entry(variable.environment, at: word.mark))
      }
    }
    try refuseUnknown(text, at: word.mark)
    guard !parts.isEmpty else { return word }
    guard parts.count != 1 || parts[0].content != word.content else { return word }
    return parts.count == 1
      ? parts[0]
      : Document(
        .map([.init(key: "joined", value: Document(.list(parts), at: word.mark))]), at: word.mark)
  }

  private func variable(named name: String) -> TrialVariable? {
    if parameters.contains(name) { return nil }
    return name == seedName ? .seed : TrialVariable(named: name)
  }

  private func entry(_ variable: String, at mark: Mark?) -> Document {
    Document(.map([.init(key: "variable", value: Document(.text(variable), at: mark))]), at: mark)
  }

  private func check(
    _ variable: TrialVariable, written name: String, at mark: Mark?
  ) throws(DocumentError) {
    if variable.isOfRows, !hasRows {
      throw DocumentError(
        "$\(name) is a file of row numbers, and there is no data whose rows are dealt; give data:"
          + " { rows: N } or { csv: FILE }", at: mark)
    }
    if variable == .testIndex, !hasTestPart {
      throw DocumentError(
        "$\(name) is there with evaluate: { on: test } only; what is validated on is"
          + " $\(TrialVariable.validIndex.name)", at: mark)
    }
  }

  /// A name that begins as these do and is none, or one in the braces of a command line.
  private func refuseUnknown(_ text: String, at mark: Mark?) throws(DocumentError) {
    for name in Template(text).names
    where TrialVariable.isLike(name) && variable(named: name) == nil && !parameters.contains(name) {
      let known =
        TrialVariable.allCases.map { name.hasPrefix("SWEEP_") ? $0.environment : $0.name }
      throw DocumentError(
        "nothing of a trial is named '\(name)'"
          + (closest(to: name, among: known + parameters).map { "; did you mean $\($0)?" }
            ?? " (there are \(known.joined(separator: ", ")))"),
        at: mark)
    }
  }

  /// Refuses `{lr}` in a spec: that is how a command line writes it, and it would reach the program as
  /// it stands.
  static func refuseBraces(
    _ words: [Document], parameters: [String]
  ) throws(DocumentError) {
    let spoken = Document(.list(words)).placeholders
    for word in words {
      guard case .text(let text) = word.content else { continue }
      for name in Braces.names(in: text) {
        if parameters.contains(name), !spoken.contains(name) {
          throw DocumentError(
            "{\(name)} is how a command line writes a parameter; in a spec write ${\(name)}",
            at: word.mark)
        }
        if text == "{\(name)}", let variable = TrialVariable(rawValue: name) {
          throw DocumentError(
            "{\(name)} is how a command line writes it; in a spec write $\(variable.name)",
            at: word.mark)
        }
      }
    }
  }
}

/// Names in braces, as command lines have them: `{lr}`.
enum Braces {
  /// The names, but for those behind a dollar sign or in two braces.
  static func names(in text: String) -> [String] {
    pieces(of: text).compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  enum Piece: Hashable {
    case text(String)
    /// `{lr}`
    case name(String)
    /// `$lr` or `${lr}`, as it was written without the dollar sign.
    case dollar(String, written: String)
  }

  /// A word taken apart; `{{lr}}` and `$$lr` are texts.
  static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var plain = ""
    var rest = text[...]
    func finish(_ piece: Piece) {
      if !plain.isEmpty { pieces.append(.text(plain)) }
      plain = ""
      pieces.append(piece)
    }
    while let character = rest.first {
      if rest.hasPrefix("{{"), let (name, after) = braced(rest.dropFirst()), after.first == "}" {
        plain += "{\(name)}"
        rest = after.dropFirst()
      } else if character == "{", let (name, after) = braced(rest) {
        finish(.name(name))
        rest = after
      } else if character == "$", rest.dropFirst().first == "$",
        let (_, after) = dollar(rest.dropFirst())
      {
        plain += rest.dropFirst()[..<after.startIndex]
        rest = after
      } else if character == "$", let (name, after) = dollar(rest) {
        finish(.dollar(name, written: String(rest.dropFirst()[..<after.startIndex])))
        rest = after
      } else {
        plain.append(character)
        rest = rest.dropFirst()
      }
    }
    if !plain.isEmpty { pieces.append(.text(plain)) }
    return pieces
  }

  /// The name in the braces that a text begins with, and what follows them.
  private static func braced(_ text: Substring) -> (String, Substring)? {
    guard let end = text.firstIndex(of: "}") else { return nil }
    let name = String(text[..<end].dropFirst())
    return Parameter.isName(name) ? (name, text[text.index(after: end)...]) : nil
  }

  /// The name behind the dollar sign that a text begins with, and what follows it.
  private static func dollar(_ text: Substring) -> (String, Substring)? {
    let rest = text.dropFirst()
    if rest.first == "{" { return braced(rest) }
    var name = rest.prefix { $0 == "_" || $0.isLetter || $0.isNumber }
    guard let first = name.first, first == "_" || first.isLetter else { return nil }
    if name == "sweep", rest[name.endIndex...].first == "." {
      let field = rest[name.endIndex...].dropFirst().prefix { $0 == "_" || $0.isLetter }
      name = rest[..<field.endIndex]
    }
    return (String(name), rest[name.endIndex...])
  }
}
