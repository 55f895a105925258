package import Documents
import Hashing
import Patterns
import Sweeps
import Trials

/// A configuration's recipe as the module that runs programs understands it.
package final class ProgramRecipe {
  /// One word of a command line.
  enum Word: Hashable {
    case text(String)
    /// A file beside the spec, by its path from there.
    case file(String)
    /// A variable of the environment; one that is not set is its name, as W&B has it.
    case variable(String)
    /// All parameters, in one of W&B's forms.
    case arguments(ArgumentStyle)
    /// One word of several parts.
    case joined([Word])

    init(_ word: Document) throws(DocumentError) {
      if let path = word["file"] {
        self = .file(try path.text("a file"))
      } else if let name = word["variable"] {
        self = .variable(try name.text("a variable"))
      } else if let style = word["arguments"] {
        let styles = ArgumentStyle.allCases.map { ($0.rawValue, $0) }
        self = .arguments(try style.choice("arguments", among: styles))
      } else if let parts = word["joined"] {
        self = .joined(
          try parts.list("joined").map { (part) throws(DocumentError) in try Word(part) })
      } else {
        self = .text(word.argument)
      }
    }
  }

  /// Where a program starts.
  enum Start: String, CaseIterable {
    /// The directory of the attempt.
    case own
    /// Where the code is.
    case code
  }

  let words: [Word]
  let parameters: [(name: String, value: Document)]
  /// The trial's own seed, where the spec lists seeds; nil where it grows from the sweep's.
  let seeds: ListedSeeds?
  let start: Start
  /// The patterns that read metrics from lines of output, before anything else tries.
  let patterns: [Pattern]
  /// The library whose lines are read; nil for those that cannot be mistaken.
  let format: OutputFormat?
  /// The only metrics to keep; nil keeps all.
  let names: Set<String>?
  /// The files that the program consists of, and the hash of them.
  let code: CodeFiles?

  /// Reads a recipe.
  ///
  /// - Throws: `DocumentError` that points at the key at fault.
  package init(_ recipe: Document) throws(DocumentError) {
    var block = try Block(recipe, "the recipe of a program")
    var words: [Word] = []
    for word in try block.required("command").list("command") { words.append(try Word(word)) }
    guard !words.isEmpty else { throw recipe.mismatch("command", mustBe: "a list of words") }
    self.words = words
    _ = block.optional("seeds")
    let seeds = ListedSeeds(recipe: recipe)
    var parameters: [(name: String, value: Document)] = []
    if case .map(let entries)? = block.optional("parameters")?.content {
      parameters = entries.map { ($0.key, $0.value) }
    }
    if let seeds, let name = seeds.name {
      parameters.append((name, Document(.integer(seeds.seeds[0]))))
    }
    self.seeds = seeds
    self.parameters = parameters
    start =
      try block.optional("directory")?.choice(
        "directory", among: Start.allCases.map { ($0.rawValue, $0) }) ?? .own
    (patterns, format, names) = try ProgramRecipe.metrics(block.optional("metrics"))
    code = try block.optional("code").map { (code) throws(DocumentError) in try CodeFiles(code) }
    try block.end()
  }

  /// The program that has to be installed wherever trials are trained; nil where the spec brings its
  /// own.
  package var interpreter: String? {
    guard case .text(let first) = words[0] else { return nil }
    guard first.hasSuffix("/env") || first == "env" else { return first }
    guard words.count > 1, case .text(let next) = words[1] else { return first }
    return next
  }

  /// All that the recipe names beside the spec: files of its command, and its code.
  package var files: [String] {
    let named = words.compactMap { word in
      if case .file(let path) = word { path } else { nil as String? }
    }
    return Array(Set(named + (code?.paths ?? []))).sorted()
  }

  /// The block `metrics`: how to read output, and what to keep.
  private static func metrics(
    _ document: Document?
  ) throws(DocumentError) -> ([Pattern], OutputFormat?, Set<String>?) {
    guard let document else { return ([], nil, nil) }
    var block = try Block(document, "metrics")
    var patterns: [Pattern] = []
    if let texts = block.optional("pattern") {
      let list: [Document]
      if case .list(let elements) = texts.content { list = elements } else { list = [texts] }
      for text in list { patterns.append(try pattern(text)) }
      guard patterns.contains(where: { $0.names.contains { !MetricRow.isPlace($0) } }) else {
        throw DocumentError(
          "metrics.pattern names no metric; put what it reads into groups with names, such as"
            + " (?<val_accuracy>[0-9.]+)", at: texts.mark)
      }
    }
    let formats = OutputFormat.allCases.map { ($0.rawValue, $0) }
    let format = try block.optional("format")?.choice("metrics.format", among: formats)
    var names: Set<String>?
    if let list = block.optional("names") {
      var chosen: Set<String> = []
      for name in try list.list("metrics.names") { chosen.insert(try name.text("a metric's name")) }
      names = chosen
    }
    try block.end()
    guard !patterns.isEmpty || format != nil || names != nil else {
      throw DocumentError(
        "metrics is empty; give it pattern, format or names, or remove it", at: document.mark)
    }
    return (patterns, format, names)
  }

  private static func pattern(_ document: Document) throws(DocumentError) -> Pattern {
    let text = try document.text("metrics.pattern")
    do throws(PatternError) {
      return try Pattern(text)
    } catch {
      let before = String(decoding: text.utf8.prefix(error.offset), as: UTF8.self)
      throw DocumentError(
        "metrics.pattern is no regular expression: \(error.message), at character"
          + " \(before.count + 1)", at: document.mark)
    }
  }
}
