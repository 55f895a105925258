import Documents
import Sweeps

/// The part of a spec that names a program to train with, in place of network and training.
///
/// ```yaml
/// command: [python3, train.py, "--lr=$lr"]   # no shell: for one, write [sh, -c, '...']
/// command: python3 train.py ${args}          # one text is split as a shell splits it
/// code: [train.py, models/]                  # hashed into every trial's identity
/// directory: code                            # start beside the code, not in a directory of its own
/// sync: .                                    # what other hosts are brought; no trial depends on it
/// metrics: { pattern: 'epoch (?<epoch>[0-9]+) acc=(?<val_accuracy>[0-9.]+)' }
/// ```
///
/// `${args}` alone becomes `--name=value` of every parameter, `${args_no_hyphens}` the same without
/// the hyphens, and the other macros of W&B what they are there. `$sweep.seed` and its kin are what a
/// trial is told: see `TrialVariable`. The program finds the values in the file `SWEEP_PARAMS` too, so
/// that no parameter is without use.
struct ProgramBlock {
  /// `command`, `directory`, `metrics` and `parameters`, for `Commands`.
  let recipe: Document
  let code: [Document]?
  let sync: Document?

  /// Reads the program of a block; nil when it names none.
  ///
  /// - Parameters:
  ///   - parameters: their names.
  ///   - evaluate: the block of that name, which tells what a trial has besides.
  ///   - seeds: the seeds that `evaluate` lists.
  ///   - data: the data whose rows are dealt.
  init?(
    _ block: inout Block, parameters: [String], evaluate: Document?, seeds: ListedSeeds?,
    data: Document?
  ) throws(DocumentError) {
    let command = block.optional("command")
    let code = block.optional("code")
    let metrics = block.optional("metrics")
    let directory = block.optional("directory")
    sync = block.optional("sync")
    guard let command else {
      if let stray = code ?? metrics ?? directory ?? sync {
        throw DocumentError(
          "code, metrics, directory and sync are about a program, and there is no command",
          at: stray.mark)
      }
      return nil
    }
    for key in ["network", "training", "inspect"] {
      guard let stray = block.optional(key) else { continue }
      throw DocumentError(
        "'\(key)' is for the built-in engine and would have no effect beside 'command'; keep one",
        at: stray.mark)
    }
    let all = parameters + [seeds?.name].compactMap(\.self)
    let words = try command.words().flatMap { $0.expanded(with: all) }
    try CommandWord.refuseBraces(words, parameters: all)
    let reading = CommandWord(
      parameters: parameters, seedName: seeds?.name,
      hasRows: data.map { $0.content != .null } ?? false,
      hasTestPart: evaluate?["on"] != nil)
    var entries = [
      Document.Entry(
        key: "command",
        value: Document(
          .list(
            try words.map { (word) throws(DocumentError) in try reading.resolved(word) }),
          at: command.mark)),
      Document.Entry(
        key: "parameters",
        value: Document(
          .map(parameters.map { Document.Entry(key: $0, value: Document(.text("${\($0)}"))) }))),
    ]
    if let directory {
      let start = try directory.choice(
        "directory", among: [("own", "own"), ("code", "code")])
      entries.append(Document.Entry(key: "directory", value: Document(.text(start))))
    }
    if let metrics { entries.append(Document.Entry(key: "metrics", value: metrics)) }
    recipe = Document(.map(entries), at: command.mark)
    self.code = try code?.list("code")
    if let sync, case let path = try sync.text("sync"),
      path.isEmpty || path.hasPrefix("/") || path.split(separator: "/").contains("..")
    {
      throw DocumentError(
        "sync is a folder beside the spec or below, such as . or src, not '\(path)'", at: sync.mark)
    }
  }
}

extension Document {
  /// The program and its arguments.
  fileprivate func words() throws(DocumentError) -> [Document] {
    let words: [Document]
    switch content {
    case .text(let text):
      words = try ShellWords.split(text, at: mark).map { Document(.text($0), at: mark) }
    case .list(let elements):
      for element in elements {
        switch element.content {
        case .text, .integer, .number, .boolean: break
        default: throw element.mismatch("each word of command", mustBe: "a text or a number")
        }
      }
      words = elements
    default:
      throw mismatch("command", mustBe: "a list of words, or a text of them")
    }
    guard !words.isEmpty else {
      throw DocumentError("command is empty; name a program, such as [python3, train.py]", at: mark)
    }
    return words.map { word in
      if case .text = word.content { return word }
      return Document(.text(word.label), at: word.mark)
    }
  }

  /// The word, or all the words that it stands for.
  fileprivate func expanded(with parameters: [String]) -> [Document] {
    switch content {
    case .text("${args}"): parameters.map { Document(.text("--\($0)=${\($0)}"), at: mark) }
    case .text("${args_no_hyphens}"): parameters.map { Document(.text("\($0)=${\($0)}"), at: mark) }
    case .text(let text): [WandbCommand.arguments(text, at: mark) ?? self]
    default: [self]
    }
  }
}
