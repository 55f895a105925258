import Documents
import Sweeps

/// A word of a command line that gives a parameter its values.
enum ParameterWord {
  /// The name and the values as YAML reads them of `lr=0.1,0.2` or `lr=logspace(1e-4,1e-1,4)`; nil of any
  /// other word.
  static func parameter(_ word: String) -> (String, String)? {
    guard let equals = word.firstIndex(of: "=") else { return nil }
    let name = String(word[..<equals])
    let values = word[word.index(after: equals)...]
    // With points in it, it is a setting of Hydra's.
    guard Parameter.isName(name), !name.contains("."), !values.isEmpty,
      !values.contains("{"), !values.contains("}")
    else { return nil }
    if values.contains("("), values.hasSuffix(")") {
      // A colon, as before a step, would end a plain value.
      return (name, values.contains(":") ? Document(.text(String(values))).json : String(values))
    }
    let parts = values.split(separator: ",", omittingEmptySubsequences: false)
    return (name, "[" + parts.map { scalar(String($0)) }.joined(separator: ", ") + "]")
  }

  /// A value as YAML reads it back: numbers as they are, texts in quotes where they need them.
  private static func scalar(_ text: String) -> String {
    Double(text) != nil || ["true", "false"].contains(text) ? text : quoted(text)
  }

  /// A text as YAML reads it back, in quotes where it needs them.
  static func quoted(_ text: String) -> String {
    let isPlain =
      text.utf8.first.map { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == 0x2f } ?? false
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_./-".contains($0)) }
      && !["true", "false", "null"].contains(text)
    return isPlain ? text : Document(.text(text)).json
  }
}
