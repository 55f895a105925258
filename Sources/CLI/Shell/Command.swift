import Processes
import Reports

/// One of sweep's commands: its name, its options and operands, its work.
struct Command: Sendable {
  let name: String
  /// The purpose of the command, in half a line.
  let summary: String
  /// The words that follow its name, for help: `FILE [options]`.
  let synopsis: String
  /// More about it, in sentences.
  let discussion: String
  /// A command line that people can copy.
  let example: String
  let options: [Option]
  /// How many operands it takes.
  let operands: ClosedRange<Int>
  /// Whether people are told of it.
  let isHidden: Bool
  /// The hint for an option that it does not have: a clause that begins with a semicolon.
  let optionHint: String
  /// The words that its operands can be, where they are known beforehand.
  let words: Words
  let run: @Sendable (Arguments) throws -> ExitCode

  init(
    name: String, summary: String, synopsis: String = "", discussion: String = "",
    example: String = "", options: [Option] = [], operands: ClosedRange<Int> = 0...0,
    words: Words = .these([]), isHidden: Bool = false, optionHint: String = "",
    run: @escaping @Sendable (Arguments) throws -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.synopsis = synopsis
    self.discussion = discussion
    self.example = example
    self.options = options
    self.operands = operands
    self.words = words
    self.isHidden = isHidden
    self.optionHint = optionHint
    self.run = run
  }

  /// Words that shells offer.
  enum Words: Sendable {
    case these([String])
    /// The names of all commands.
    case commands
  }

  /// Takes the words after the command's name apart and carries it out.
  func run(_ words: [String]) throws -> ExitCode {
    // The words after `--` are the command line of another program.
    let own = words.prefix { $0 != "--" }
    if own.contains("--help") || own.contains("-h") {
      Output.print(help(width: Output.helpWidth))
      return .success
    }
    let arguments = try Arguments(words, options: options, command: name, advice: optionHint)
    guard operands.contains(arguments.operands.count) else {
      throw UserError(
        "usage: sweep \(name) \(synopsis); see 'sweep help \(name)'")
    }
    return try run(arguments)
  }

  /// Whether its operand is the name of a file.
  var takesFile: Bool {
    Placeholder.files.contains { synopsis.hasPrefix($0) }
  }

  /// A part of a discussion.
  enum Part: Hashable {
    /// On one line.
    case paragraph(String)
    /// Words, and what each means.
    case list([Item])

    struct Item: Hashable {
      let word: String
      let meaning: String
    }
  }

  /// The discussion in parts: empty lines part paragraphs, and lines that are indented are a list.
  var parts: [Part] {
    var parts: [Part] = []
    for block in discussion.split(separator: "\n\n") {
      var text: [Substring] = []
      var items: [Part.Item] = []
      for line in block.split(separator: "\n") {
        if line.hasPrefix("  "), let end = line.dropFirst(2).firstIndex(of: " ") {
          let meaning = line[end...].drop { $0 == " " }
          items.append(
            Part.Item(word: String(line[..<end].dropFirst(2)), meaning: String(meaning)))
        } else {
          text.append(line)
        }
      }
      if !text.isEmpty { parts.append(.paragraph(text.joined(separator: " "))) }
      if !items.isEmpty { parts.append(.list(items)) }
    }
    return parts
  }

  /// The text of `sweep help NAME`, in lines of at most so many columns.
  func help(width: Int) -> String {
    func paragraph(_ text: String) -> String {
      text.folded(to: width, hanging: 0).joined(separator: "\n") + "\n"
    }
    var text = paragraph("sweep \(name): \(summary)") + "\n"
    text +=
      ("usage: sweep \(name)" + (synopsis.isEmpty ? "" : " \(synopsis)"))
      .folded(to: width, hanging: 7).joined(separator: "\n") + "\n"
    for part in parts {
      switch part {
      case .paragraph(let words): text += "\n" + paragraph(words)
      case .list(let items):
        let column = items.map(\.word.count).max() ?? 0
        for item in items {
          let lead = "  " + item.word.padded(to: column) + "  "
          text +=
            lead
            + item.meaning.folded(to: width, after: lead.count, hanging: lead.count)
            .joined(separator: "\n") + "\n"
        }
      }
    }
    if !options.isEmpty {
      let names = options.map { option in
        (option.short.map { "\($0), " } ?? "    ") + option.name
          + (option.value.map { " \($0)" } ?? "")
      }
      let column = names.map(\.count).max() ?? 0
      text += "\n"
      for (name, option) in zip(names, options) {
        let lead = "  " + name.padded(to: column) + "  "
        text +=
          lead
          + option.help.folded(to: width, after: lead.count, hanging: lead.count)
          .joined(separator: "\n") + "\n"
      }
    }
    if !example.isEmpty { text += "\nexample: \(example)\n" }
    return text
  }
}
