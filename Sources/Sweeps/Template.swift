import Documents

/// A text in which `$name` or `${name}` stands for a parameter, and `$$` for a dollar sign.
///
/// ```swift
/// Template("--lr=$lr").names                          // ["lr"]
/// Template("--lr=$lr").filled(["lr": .number(0.1)])   // "--lr=0.1", a text
/// Template("$lr").filled(["lr": .number(0.1)])        // 0.1, a number
/// ```
///
/// In braces a name may have points in it, as parameters within others have, and `$sweep.seed` is a
/// name without them: see `TrialVariable`. A dollar sign before anything else stands for itself.
package struct Template {
  private enum Piece: Hashable {
    case literal(String)
    case name(String)
  }

  private let text: String
  private var pieces: [Piece] = []

  /// Reads a text; a dollar sign that no name follows stands for itself.
  package init(_ text: String) {
    self.text = text
    var rest = text[...]
    var literal = ""
    while let dollar = rest.firstIndex(of: "$") {
      literal += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      if rest.first == "$" {
        literal += "$"
        rest = rest.dropFirst()
      } else if let (name, after) = Template.name(at: rest) {
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        literal = ""
        pieces.append(.name(name))
        rest = after
      } else {
        literal += "$"
      }
    }
    literal += rest
    if !literal.isEmpty || pieces.isEmpty { pieces.append(.literal(literal)) }
  }

  /// The parameters that it asks for, in order.
  package var names: [String] {
    pieces.compactMap { if case .name(let name) = $0 { name } else { nil } }
  }

  /// The name, where the text is one placeholder and nothing else.
  var onlyName: String? { pieces.count == 1 ? names.first : nil }

  /// Fills values into the text; names without a value stay as they are.
  func filled(_ values: [String: Document]) -> Document.Content {
    if let name = onlyName { return values[name]?.content ?? .text(text) }
    return .text(
      pieces.map { piece in
        switch piece {
        case .literal(let text): text
        case .name(let name): values[name]?.argument ?? "${\(name)}"
        }
      }.joined())
  }

  /// The name that a text begins with, in braces or not, and what follows it.
  private static func name(at text: Substring) -> (String, Substring)? {
    let inBraces = text.first == "{"
    let name = (inBraces ? text.dropFirst() : text).prefix { character in
      character.unicodeScalars.allSatisfy {
        $0 == "_" || inBraces && ($0 == "." || $0 == "-") || $0.properties.isAlphabetic
          || ("0"..."9").contains($0)
      }
    }
    guard let first = name.unicodeScalars.first, first == "_" || first.properties.isAlphabetic
    else { return nil }
    let after = text[name.endIndex...]
    if !inBraces {
      guard name == TrialVariable.prefix.dropLast(), after.first == "." else {
        return (String(name), after)
      }
      let field = after.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
      return field.isEmpty
        ? (String(name), after) : ("\(name).\(field)", after[field.endIndex...])
    }
    return after.first == "}" ? (String(name), after.dropFirst()) : nil
  }
}

extension Template {
  /// A text cut at some of its names.
  package enum Part: Hashable, Sendable {
    /// A piece as it was written, in which other names still stand.
    case text(String)
    /// One of those names.
    case name(String)
    /// `${envvar:NAME}`, which is W&B's for a variable of the environment.
    case environment(String)
  }

  /// Cuts a text at the names that are wanted, and at variables of the environment.
  package static func parts(of text: String, at isWanted: (String) -> Bool) -> [Part] {
    var parts: [Part] = []
    var rest = text[...]
    var plain = ""
    func finish(_ part: Part) {
      if !plain.isEmpty { parts.append(.text(plain)) }
      plain = ""
      parts.append(part)
    }
    while let character = rest.first {
      rest = rest.dropFirst()
      guard character == "$" else {
        plain.append(character)
        continue
      }
      if rest.hasPrefix("{envvar:"), let end = rest.firstIndex(of: "}") {
        finish(.environment(String(rest[..<end].dropFirst("{envvar:".count))))
        rest = rest[rest.index(after: end)...]
      } else if rest.first == "$" {
        plain += "$$"
        rest = rest.dropFirst()
      } else if let (name, after) = Template.name(at: rest) {
        if isWanted(name) { finish(.name(name)) } else { plain += "$" + rest[..<after.startIndex] }
        rest = after
      } else {
        plain += "$"
      }
    }
    if !plain.isEmpty { parts.append(.text(plain)) }
    return parts
  }
}
