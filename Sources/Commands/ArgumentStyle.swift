import Documents
import Sweeps

/// How all parameters stand on a command line, as W&B's macros have it.
enum ArgumentStyle: String, CaseIterable {
  /// `--lr=0.1 --nesterov=True`
  case full = "args"
  /// `lr=0.1 nesterov=True`
  case noHyphens = "args_no_hyphens"
  /// `--lr=0.1 --nesterov`, and nothing for what is false
  case noBooleanFlags = "args_no_boolean_flags"
  /// `--lr 0.1 --nesterov True`, two words each
  case noEquals = "args_no_equals"
  /// `+lr=0.1`, which Hydra adds
  case appendHydra = "args_append_hydra"
  /// `++lr=0.1`, which Hydra adds or changes
  case overrideHydra = "args_override_hydra"
  /// One word: all of them as JSON.
  case json = "args_json"

  func words(_ parameters: [(name: String, value: Document)]) -> [String] {
    let texts = parameters.map { (name: $0.name, value: ArgumentStyle.text($0.value)) }
    switch self {
    case .full: return texts.map { "--\($0.name)=\($0.value)" }
    case .noHyphens: return texts.map { "\($0.name)=\($0.value)" }
    case .noEquals: return texts.flatMap { ["--\($0.name)", $0.value] }
    case .appendHydra: return texts.map { "+\($0.name)=\($0.value)" }
    case .overrideHydra: return texts.map { "++\($0.name)=\($0.value)" }
    case .noBooleanFlags:
      return parameters.compactMap { name, value in
        guard case .boolean(let flag) = value.content else {
          return "--\(name)=\(ArgumentStyle.text(value))"
        }
        return flag ? "--\(name)" : nil
      }
    case .json:
      return [Document(.map(parameters.map { .init(key: $0.name, value: $0.value) })).json]
    }
  }

  /// As Python's `str` writes it, which W&B asks; within lists and blocks that is `repr`.
  private static func text(_ value: Document, isInner: Bool = false) -> String {
    switch value.content {
    case .boolean(let flag): flag ? "True" : "False"
    case .null: "None"
    case .integer, .number: value.label
    case .text(let text): isInner ? quoted(text) : text
    case .list(let elements):
      "[" + elements.map { ArgumentStyle.text($0, isInner: true) }.joined(separator: ", ") + "]"
    case .map(let entries):
      "{"
        + entries.map { "\(quoted($0.key)): \(ArgumentStyle.text($0.value, isInner: true))" }
        .joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
    var quoted = String(quote)
    for character in text {
      switch character {
      case "\n": quoted += "\\n"
      case "\\", quote: quoted += "\\" + String(character)
      default: quoted.append(character)
      }
    }
    return quoted + String(quote)
  }
}
