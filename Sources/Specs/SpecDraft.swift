package import Documents
import Sweeps

/// A spec written down from one line: a command, and the values to try.
///
/// ```sh
/// python3 train.py --lr {lr} --seed {seed} lr=logspace(1e-4,1e-1,4) decay=0,1e-4
/// ```
///
/// `{lr}` stands for a parameter, `{seed}` and its kin for what a trial is told; the last words that say
/// `NAME=VALUES` are the parameters.
package struct SpecDraft: Sendable {
  /// The number of trainings of each configuration on each split; `seeds` overrule it.
  package var replicates = 1
  /// The number of folds; 1 for none.
  package var folds = 1
  /// The seed that all others grow from.
  package var seed = 0
  /// The seeds of replicates; nil for those that grow from `seed`.
  package var seeds: [Int]?
  /// The name of the metric, with its goal where that is said; nil for the default.
  package var metric: String?
  /// The data whose rows are dealt to folds, as a spec has it; nil for none.
  package var data: String?
  /// How configurations are found, and how many; nil for all combinations.
  package var search: (method: String, configurations: Int)?
  private let name: String
  private let words: [String]
  private let parameters: [(name: String, values: String)]

  /// Takes a line apart.
  ///
  /// - Throws: when it has no command, or values that are none, or names what there is not.
  package init(_ line: [String]) throws(DocumentError) {
    var words = line[...]
    var parameters: [(String, String)] = []
    while let word = words.last, let parameter = ParameterWord.parameter(word) {
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
    try SpecDraft.refuseBlanks(line)
    try SpecDraft.refuseSwallowed(Array(words))
    let template = LineTemplate(parameters: parameters.map(\.0), words: Array(words))
    self.words = try template.written()
    self.parameters = parameters
    let script = words.dropFirst().first { !$0.hasPrefix("-") } ?? words.first ?? "sweep"
    let stem = script.split(separator: "/").last?.prefix { $0 != "." } ?? "sweep"
    let letters = stem.map {
      $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) ? $0 : "-"
    }
    let trimmed = letters.drop { !($0.isLetter || $0.isNumber) }
    name = trimmed.isEmpty ? "sweep" : String(trimmed)
  }

  /// Refuses values with blanks about their commas or their sign, which a shell has made words of their
  /// own, and values that are empty.
  private static func refuseBlanks(_ line: [String]) throws(DocumentError) {
    for (index, word) in line.enumerated() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let isLast = index == line.count - 1
      let name = String(parts[0])
      if word == "=", index > 0, !isLast, Parameter.isName(line[index - 1]) {
        throw DocumentError(
          "'\(line[index - 1]) = \(line[index + 1])' is three words; write"
            + " \(line[index - 1])=\(line[index + 1]) without blanks", at: nil)
      }
      guard parts.count == 2, Parameter.isName(name), !name.contains("."), !word.contains("{")
      else {
        continue
      }
      if parts[1].isEmpty, isLast {
        throw DocumentError("'\(word)' gives \(name) no values; write them behind it", at: nil)
      }
      if parts[1].hasSuffix(","), !isLast {
        throw DocumentError(
          "the values '\(word) \(line[index + 1])' are two words; write them without blanks, as in"
            + " \(word)\(line[index + 1])", at: nil)
      }
      if isLast, !parts[1].hasSuffix(")"),
        parts[1].split(separator: ",", omittingEmptySubsequences: false).contains("")
      {
        throw DocumentError(
          "'\(word)' has an empty value; write a spec, as 'sweep init' does, where one is meant",
          at: nil)
      }
    }
  }

  /// A word of a line without parameters that looks like several values, and what would make them so; nil
  /// where there is none.
  package var unvaried: (word: String, remedy: String)? {
    guard parameters.isEmpty else { return nil }
    for (index, word) in words.enumerated() where index > 0 {
      var values = word[...]
      var option = words[index - 1]
      if word.hasPrefix("-"), let sign = word.firstIndex(of: "=") {
        option = String(word[..<sign])
        values = word[word.index(after: sign)...]
      }
      let parts = values.split(separator: ",", omittingEmptySubsequences: false)
      let name = String(option.drop { $0 == "-" })
      guard option.hasPrefix("-"), parts.count > 1, parts.allSatisfy({ Double($0) != nil }),
        Parameter.isName(name)
      else { continue }
      return (word, "\(option) {\(name)} and, as the last word, \(name)=\(values)")
    }
    return nil
  }

  /// Refuses values in the middle of a line: they would be words of the program, and what follows them
  /// too.
  private static func refuseSwallowed(_ words: [String]) throws(DocumentError) {
    for (index, word) in words.enumerated().dropFirst() {
      guard let (name, _) = ParameterWord.parameter(word),
        let next = words[(index + 1)...].first(where: { $0.hasPrefix("-") && $0.count > 1 }),
        word.contains(",") || word.hasSuffix(")")
      else { continue }
      throw DocumentError(
        "\(next) stands behind the values \(name)=...: options of sweep go before '--', words of the"
          + " program before the values, and values last", at: nil)
    }
  }

  /// The spec, with comments that tell what else it could say.
  package var text: String {
    var lines = [
      "sweep: \(name)",
      "# $name or ${name} stands for a parameter; ${args} for --name=value of all; $sweep.seed,",
      "# $sweep.fold and others for what each trial is told. No shell is asked.",
      "command: [\(words.map(ParameterWord.quoted).joined(separator: ", "))]",
      "# What is hashed: changed code is another training. Without it, the files that command names.",
      "# code: [train.py, models/]",
      "# What other hosts are brought, for --host: this folder.",
      "# sync: .",
    ]
    if let data {
      lines.append("data: \(data)")
    } else {
      lines += [
        "# Whose rows are dealt to folds; the program finds theirs in SWEEP_TRAIN_INDEX, SWEEP_VALID_INDEX.",
        "# data: { rows: 1000 }    # or { csv: FILE, target: COLUMN, group: COLUMN }",
      ]
    }
    let varied = parameters.filter { $0.name != seedParameter?.name }
    if !varied.isEmpty {
      lines.append("parameters:")
      lines += varied.map { "  \($0.name): \($0.values)" }
    }
    if let search {
      let method = ParameterWord.quoted(search.method)
      lines.append("method: { search: \(method), configurations: \(search.configurations) }")
    }
    let folds = folds > 1 ? "folds: { k: \(folds) }, " : ""
    let (name, goal) = Metric.named(metric ?? "val_accuracy")
    lines += [
      "evaluate: { \(folds)replicates: \(written), seed: \(seed) }",
      "# Measured by lines such as {\"epoch\": 1, \"val_accuracy\": 0.9} or val_accuracy=0.9; goal is maximize",
      "# or minimize, at is last, best or 'epoch N'. 'sweep help command' has all ways to measure.",
      "metric: { name: \(ParameterWord.quoted(name))\(goal.map { ", goal: \($0.rawValue)" } ?? "") }",
      "# limits: { trial: 1h, memory: 4G }",
      "# needs: { slots: 1, gpus: 1 }",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Whether the parameter that is called as seeds are becomes the seeds of replicates: where nobody has
  /// said how many there are.
  package var takesSeeds = false

  private var seedParameter: (name: String, values: String)? {
    guard takesSeeds, replicates == 1, seeds == nil else { return nil }
    return parameters.first { parameter in
      guard SeedName.isOne(parameter.name),
        case .list(let values)? = Document(json: Array(parameter.values.utf8))?.content
      else { return false }
      return values.seeds != nil
    }
  }

  /// The value of `replicates`.
  private var written: String {
    if let seedParameter {
      return "{ seeds: \(seedParameter.values), as: \(seedParameter.name) }"
    }
    guard let seeds else { return "\(replicates)" }
    return "{ seeds: [\(seeds.map(String.init).joined(separator: ", "))] }"
  }
}
