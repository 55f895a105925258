package import Documents
import Sweeps

/// A spec written down from one line: a command, and the values to try.
///
/// ```sh
/// python3 train.py --lr {lr} lr=logspace(1e-4,1e-1,4) decay=0,1e-4
/// ```
///
/// `{lr}` stands for a parameter; the last words that say `NAME=VALUES` are the parameters.
package struct SpecDraft: Sendable {
  package var replicates = 1
  package var folds = 1
  package var seed = 0
  /// The name of the metric, and nil for the default.
  package var metric: String?
  private let name: String
  private let words: [String]
  private let parameters: [(name: String, values: String)]

  /// Takes a line apart.
  ///
  /// - Throws: when it has no command, or values that are none.
  package init(_ line: [String]) throws(DocumentError) {
    var words = line[...]
    var parameters: [(String, String)] = []
    while let word = words.last, let parameter = SpecDraft.parameter(word) {
      parameters.insert(parameter, at: 0)
      words = words.dropLast()
    }
    guard !words.isEmpty else {
      throw DocumentError("there is no command; write one, such as: -- python3 train.py", at: nil)
    }
    for (index, parameter) in parameters.enumerated()
    where parameters[..<index].contains(where: { $0.0 == parameter.0 }) {
      throw DocumentError("\(parameter.0) is given values twice", at: nil)
    }
    let names = parameters.map(\.0)
    self.words = words.map { SpecDraft.template($0, names) }
    self.parameters = parameters
    let script = words.dropFirst().first { !$0.hasPrefix("-") } ?? words.first ?? "sweep"
    let stem = script.split(separator: "/").last?.prefix { $0 != "." } ?? "sweep"
    let letters = stem.map {
      $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) ? $0 : "-"
    }
    let trimmed = letters.drop { !($0.isLetter || $0.isNumber) }
    name = trimmed.isEmpty ? "sweep" : String(trimmed)
  }

  /// The spec, with comments that tell what else it could say.
  package var text: String {
    var lines = [
      "sweep: \(name)",
      "# $name or ${name} stands for a parameter; ${args} for --name=value of all. No shell is asked.",
      "command: [\(words.map(SpecDraft.quoted).joined(separator: ", "))]",
      "# What is hashed: changed code is another training. Without it, the files that command names.",
      "# code: [train.py, models/]",
      "# What other hosts are brought, for --host: this folder.",
      "# sync: .",
      "# Whose rows are dealt to folds; the program finds theirs in SWEEP_TRAIN_INDEX, SWEEP_VALID_INDEX.",
      "# data: { rows: 1000 }    # or { csv: FILE, target: COLUMN, group: COLUMN }",
    ]
    if !parameters.isEmpty {
      lines.append("parameters:")
      lines += parameters.map { "  \($0.name): \($0.values)" }
    }
    let folds = folds > 1 ? "folds: { k: \(folds) }, " : ""
    lines += [
      "evaluate: { \(folds)replicates: \(replicates), seed: \(seed) }",
      "# Measured by lines such as {\"epoch\": 1, \"val_accuracy\": 0.9} or val_accuracy=0.9; goal is maximize",
      "# or minimize, at is last, best or 'epoch N'. 'sweep help command' has all ways to measure.",
      "metric: { name: \(SpecDraft.quoted(metric ?? "val_accuracy")) }",
      "# limits: { trial: 1h, memory: 4G }",
      "# needs: { slots: 1, gpus: 1 }",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// `lr=0.1,0.2` or `lr=logspace(1e-4,1e-1,4)`; nil of any other word.
  private static func parameter(_ word: String) -> (String, String)? {
    guard let equals = word.firstIndex(of: "=") else { return nil }
    let name = String(word[..<equals])
    let values = word[word.index(after: equals)...]
    // With points in it, it is a setting of Hydra's.
    guard Parameter.isName(name), !name.contains("."), !values.isEmpty,
      !values.contains("{"), !values.contains("}")
    else { return nil }
    if values.contains("("), values.hasSuffix(")") { return (name, String(values)) }
    let parts = values.split(separator: ",", omittingEmptySubsequences: false)
    return (name, "[" + parts.map { scalar(String($0)) }.joined(separator: ", ") + "]")
  }

  /// A word of the command as a spec has it: `{lr}` becomes `${lr}`, and a dollar sign stands for one.
  private static func template(_ word: String, _ names: [String]) -> String {
    var text = word.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
    for name in names {
      text = text.split(separator: "{\(name)}", omittingEmptySubsequences: false)
        .joined(separator: "${\(name)}")
    }
    return text
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
