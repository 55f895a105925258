import Documents
import Sweeps

/// The command line of a W&B sweep, with its macros; those whose value a trial decides are left to the
/// room that runs programs.
enum WandbCommand {
  private static let standard = ["${env}", "${interpreter}", "${program}", "${args}"]
  private static let styles = [
    "args", "args_no_hyphens", "args_no_equals", "args_no_boolean_flags", "args_json",
    "args_append_hydra", "args_override_hydra",
  ]

  /// - Parameter seedName: the name that stands for the replicate's seed; nil for none.
  static func words(
    _ command: Document?, program: Document?, parameters: [String], seedName: String? = nil,
    of document: Document
  ) throws(DocumentError) -> [Document] {
    let words: [Document]
    if let command {
      words = try command.list("command")
    } else {
      guard program != nil else {
        throw DocumentError(
          "there is neither program nor command; where a Python function is given to wandb.agent, put it"
            + " into a program and name that", at: document.mark)
      }
      words = standard.map { Document(.text($0), at: program?.mark) }
    }
    return try words.map { (word) throws(DocumentError) in
      try expanded(word, program, parameters, seedName)
    }
  }

  /// The entry of a recipe that stands for all parameters, of a word such as `${args_json}`; nil of
  /// any other.
  static func arguments(_ word: String, at mark: Mark?) -> Document? {
    func entry(_ key: String, _ value: String) -> Document {
      Document(.map([.init(key: key, value: Document(.text(value), at: mark))]), at: mark)
    }
    if word == "${args_json_file}" { return entry("variable", "SWEEP_PARAMS") }
    return styles.first { word == "${\($0)}" }.map { entry("arguments", $0) }
  }

  private static func expanded(
    _ word: Document, _ program: Document?, _ parameters: [String], _ seedName: String?
  ) throws(DocumentError) -> Document {
    let text = word.label
    switch text {
    case "${env}": return Document(.text("/usr/bin/env"), at: word.mark)
    case "${interpreter}": return Document(.text("python3"), at: word.mark)
    case "${program}":
      guard let program else {
        throw DocumentError("${program} needs the key 'program'", at: word.mark)
      }
      return Document(.text(try program.text("program")), at: program.mark)
    default: break
    }
    if let all = arguments(text, at: word.mark) { return all }
    let parts = WandbCommand.parts(of: text, parameters, seedName, at: word.mark)
    return parts.count == 1
      ? parts[0] : Document(.map([.init(key: "joined", value: Document(.list(parts)))]))
  }

  /// Takes a word apart: variables of the environment, and texts, in which a parameter's name in
  /// braces is its value. Any other dollar sign is the shell's or the program's.
  private static func parts(
    of text: String, _ parameters: [String], _ seedName: String?, at mark: Mark?
  ) -> [Document] {
    var variables = TrialVariable.allCases.map { ($0.name, $0) }
    if let seedName { variables.append((seedName, .seed)) }
    var parts: [Document] = []
    var plain = ""
    func finish() {
      if !plain.isEmpty { parts.append(Document(.text(plain), at: mark)) }
      plain = ""
    }
    var rest = text[...]
    while let character = rest.first {
      if rest.hasPrefix("${envvar:"), let end = rest.firstIndex(of: "}") {
        finish()
        let name = rest[..<end].dropFirst("${envvar:".count)
        parts.append(
          Document(.map([.init(key: "variable", value: Document(.text(String(name))))]), at: mark))
        rest = rest[rest.index(after: end)...]
      } else if let (name, variable) = variables.first(where: { rest.hasPrefix("${\($0.0)}") }) {
        finish()
        parts.append(
          Document(
            .map([.init(key: "variable", value: Document(.text(variable.environment)))]), at: mark))
        rest = rest.dropFirst(name.count + 3)
      } else if let name = parameters.first(where: { rest.hasPrefix("${\($0)}") }) {
        plain += "${\(name)}"
        rest = rest.dropFirst(name.count + 3)
      } else {
        plain += character == "$" ? "$$" : String(character)
        rest = rest.dropFirst()
      }
    }
    finish()
    return parts.isEmpty ? [Document(.text(""), at: mark)] : parts
  }
}
