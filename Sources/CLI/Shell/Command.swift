/// One of sweep's commands: what it is called, what it takes, what it does.
struct Command: Sendable {
  let name: String
  /// What it does, in half a line.
  let summary: String
  /// What follows its name, for help: `FILE [options]`.
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
  let run: @Sendable (Arguments) throws -> ExitCode

  init(
    name: String, summary: String, synopsis: String = "", discussion: String = "",
    example: String = "", options: [Option] = [], operands: ClosedRange<Int> = 0...0,
    isHidden: Bool = false, run: @escaping @Sendable (Arguments) throws -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.synopsis = synopsis
    self.discussion = discussion
    self.example = example
    self.options = options
    self.operands = operands
    self.isHidden = isHidden
    self.run = run
  }

  /// Takes the words after the command's name apart and carries it out.
  func run(_ words: [String]) throws -> ExitCode {
    if words.contains("--help") || words.contains("-h") {
      Output.print(help)
      return .success
    }
    let arguments = try Arguments(words, options: options, command: name)
    guard operands.contains(arguments.operands.count) else {
      throw UserError(
        "usage: sweep \(name) \(synopsis); see 'sweep help \(name)'")
    }
    return try run(arguments)
  }

  /// What `sweep help NAME` prints.
  var help: String {
    var text = "sweep \(name): \(summary)\n\nusage: sweep \(name)"
    if !synopsis.isEmpty { text += " \(synopsis)" }
    text += "\n"
    if !discussion.isEmpty { text += "\n\(discussion)\n" }
    if !options.isEmpty {
      let names = options.map { option in
        (option.short.map { "\($0), " } ?? "    ") + option.name
          + (option.value.map { " \($0)" } ?? "")
      }
      let width = names.map(\.count).max() ?? 0
      text += "\n"
      for (name, option) in zip(names, options) {
        text += "  \(name)\(String(repeating: " ", count: width - name.count))  \(option.help)\n"
      }
    }
    if !example.isEmpty { text += "\nexample: \(example)\n" }
    return text
  }
}
