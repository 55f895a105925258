import Foundation
import Processes
import Testing

/// The common behaviour of all command lines.
struct CommandLineTests {
  /// The names that help lists, each at the beginning of a line.
  private func commands(_ sandbox: Sandbox) throws -> [String] {
    try sandbox.run("help").output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      let isEntry = line.hasPrefix("  ") && !line.hasPrefix("   ") && words.count > 1
      return isEntry ? String(words[0]) : nil
    }
  }

  @Test func `every command has help with an example, no line of it over 80 columns`() throws {
    let sandbox = try Sandbox()
    let names = try commands(sandbox)
    #expect(names.count > 15)
    for name in names {
      let help = try sandbox.run("help", name)
      #expect(help.status == .exited(0))
      #expect(help.output.contains("\nexample: "), "\(name) has no example")
      #expect(try sandbox.run(name, "--help").output == help.output)
      for line in help.output.split(separator: "\n") where !line.hasPrefix("example: ") {
        #expect(line.count <= 80, "\(name): \(line)")
      }
    }
  }

  @Test func `the man page tells of every command`() throws {
    let sandbox = try Sandbox()
    let page = try sandbox.run("manual").output
    for name in try commands(sandbox) { #expect(page.contains("\n.Ss sweep \(name)\n")) }
    guard let lint = Tool.named("mandoc") else { return }
    try sandbox.write(page, to: "sweep.1")
    let complaints = try sandbox.run(tool: lint, "-T", "lint", "sweep.1")
    #expect(complaints.output + complaints.errors == "")
  }

  @Test(arguments: [
    ("sweep tab", "table"), ("sweep table --fo", "--format"), ("sweep table --format la", "latex"),
    ("sweep table --format=la", "latex"), ("sweep best --rule one", "one-se"),
    ("sweep help var", "variance"), ("sweep completions zs", "zsh"),
    ("sweep run small.y", "small.yaml"), ("sweep table --results small", "small.yaml"),
    ("sweep run --progress pl", "plain"),
  ]) func `bash completes`(line: String, word: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write("", to: "small.yaml")
    try sandbox.write(try sandbox.run("completions", "bash").output, to: "completion")
    // Readline parts words at '=', which is one itself.
    let words = line.replacingOccurrences(of: "=", with: " = ").split(separator: " ")
    let script = """
      source ./completion
      COMP_WORDS=(\(words.joined(separator: " "))) COMP_CWORD=\(words.count - 1)
      _sweep
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let bash = try #require(Tool.named("bash"))
    let completed = try sandbox.run(tool: bash, "--norc", "-c", script)
    #expect(completed.output == word + "\n", "\(completed.errors)")
  }

  @Test(
    .enabled(if: Tool.named("fish") != nil),
    arguments: [
      ("sweep tab", "table"), ("sweep table --format la", "latex"),
      ("sweep run small.y", "small.yaml"),
      ("sweep table -f la", "latex"), ("sweep help var", "variance"),
    ]) func `fish completes`(line: String, word: String) throws
  {
    let sandbox = try Sandbox()
    try sandbox.write("", to: "small.yaml")
    try sandbox.write(try sandbox.run("completions", "fish").output, to: "completion")
    let fish = try #require(Tool.named("fish"))
    let completed = try sandbox.run(
      tool: fish, "--no-config", "-c", "source ./completion; complete -C '\(line)'")
    let first = completed.output.split(separator: "\n").first?.split(separator: "\t").first
    #expect(first == word[...], "\(completed.output)\(completed.errors)")
  }

  @Test(.enabled(if: Tool.named("zsh") != nil)) func `zsh reads its completion`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(try sandbox.run("completions", "zsh").output, to: "completion")
    let zsh = try #require(Tool.named("zsh"))
    let script = "autoload -U compinit; compinit -u; source ./completion; print $_comps[sweep]"
    let read = try sandbox.run(tool: zsh, "-f", "-c", script)
    #expect(read.output == "_sweep\n", "\(read.errors)")
  }

  @Test(
    .enabled(if: Tool.named("zsh") != nil),
    arguments: [
      ("sweep tab", "table"), ("sweep plot fac", "factor"),
      ("sweep plot factor --par", "--parameter"),
      ("sweep table digits --form", "--format"), ("sweep run x.yaml --progress pl", "plain"),
    ]) func `zsh completes`(line: String, word: String) throws
  {
    let sandbox = try Sandbox()
    try sandbox.write(try sandbox.run("completions", "zsh").output, to: "completion")
    // Completion happens at a terminal only: zsh makes one and types into it.
    try sandbox.write(
      """
      zmodload zsh/zpty
      zpty z zsh -f -i
      zpty -w z 'sweep() { print -r -- "<$@[-1]>" }; autoload -U compinit; compinit -u -D'
      zpty -w z 'source ./completion; print -r -- rea''dy'
      zpty -r z text '*ready*'
      zpty -w -n z $'\(line)\\t\\n'
      zpty -r z text '*<*>*'
      print -r -- ${${text##*<}%%>*}
      zpty -d z
      """, to: "type.zsh")
    let zsh = try #require(Tool.named("zsh"))
    let typed = try sandbox.run(tool: zsh, "-f", "type.zsh")
    #expect(typed.output == word + "\n", "\(typed.errors)")
  }
}

/// Programs that are not ours.
enum Tool {
  /// Where it is; nil where it is not installed.
  static func named(_ name: String) -> String? {
    ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + name }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

extension Sandbox {
  /// Runs another program here, to its end.
  func run(tool: String, _ arguments: String...) throws -> Finished {
    var command = Command(tool, arguments: arguments)
    command.environment = ["PATH": "/usr/bin:/bin", "HOME": directory, "TMPDIR": directory]
    command.directory = directory
    command.output = .pipe
    command.errorOutput = .pipe
    return try Running(try command.start()).finish()
  }
}
