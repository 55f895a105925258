import Sweeps

/// How all parameters stand on a command line, as W&B's macros have it.
enum ArgumentStyle: String, CaseIterable {
  /// `--lr=0.1 --nesterov=True`
  case full = "args"
  /// `lr=0.1 nesterov=True`
  case noHyphens = "args_no_hyphens"
  /// `--lr=0.1 --nesterov`, and nothing for what is false
  case noBooleanFlags = "args_no_boolean_flags"
  /// One word: all of them as JSON.
  case json = "args_json"

  func words(_ parameters: [(name: String, value: Document)]) -> [String] {
    switch self {
    case .full: return parameters.map { "--\($0.name)=\(ArgumentStyle.text($0.value))" }
    case .noHyphens: return parameters.map { "\($0.name)=\(ArgumentStyle.text($0.value))" }
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

  /// As Python's `str` writes it, which W&B asks.
  private static func text(_ value: Document) -> String {
    switch value.content {
    case .boolean(let flag): flag ? "True" : "False"
    case .null: "None"
    case .list, .map: value.json
    case .integer, .number, .text: value.label
    }
  }
}
