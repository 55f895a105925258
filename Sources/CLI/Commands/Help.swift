import Cluster
import Commands
import Documents
import Engine
import Processes
import Reports
import Store
import Training

extension Command {
  /// The list of commands, or all about one of them.
  static let help = Command(
    name: "help", summary: "list the commands, or tell all about one", synopsis: "[COMMAND]",
    example: "sweep help table", operands: 0...1, words: .commands
  ) { arguments in
    let width = Output.helpWidth
    guard let topic = arguments.operands.first else {
      Output.print(Commands.overview(width: width) + "\n")
      return .success
    }
    if topic == SpecHelp.name {
      Output.print(SpecHelp.text + "\n")
    } else if topic == TableHelp.name {
      Output.print(TableHelp.text + "\n")
    } else if topic == ProgramHelp.name {
      Output.print(ProgramHelp.text + "\n")
    } else {
      Output.print(try Commands.command(named: topic).help(width: width))
    }
    return .success
  }

  static let version = Command(
    name: "version", summary: "print the version, and what must agree between machines and files",
    discussion: """
      Workers train for a coordinator with the same protocol, and the engine or the contract with
      programs that its sweep was made with. Results files of an older schema are converted when they are
      written to, with a copy kept beside.
      """, example: "sweep version --json", options: [.json]
  ) { arguments in
    let facts: KeyValuePairs<String, String> = [
      "sweep": Commands.version, "engine": EngineTrainer.semantics,
      "kernels": Processor.kernelClass,
      "programs": ProgramTrainer.semantics, "protocol": "\(Envelope.version)",
      "schema": "\(Schema.current.version)",
    ]
    if arguments.has(.json) {
      Output.print(JSON.object(facts.map { JSON.Member($0.key, .text($0.value)) }).document)
    } else {
      for (name, value) in facts {
        Output.print("\(name == "sweep" ? name : name.padded(to: 9)) \(value)\n")
      }
    }
    return .success
  }

  /// The script by which a shell completes command lines.
  static let completions = Command(
    name: "completions", summary: "print what a shell needs to complete command lines",
    synopsis: "bash|zsh|fish",
    discussion: """
      bash: put 'source <(sweep completions bash)' into ~/.bashrc. zsh: put
      'source <(sweep completions zsh)' into ~/.zshrc, after compinit. fish: run
      'sweep completions fish > ~/.config/fish/completions/sweep.fish' once.
      """,
    example: "source <(sweep completions bash)", operands: 1...1,
    words: .these(Completions.allCases.map(\.rawValue))
  ) { arguments in
    guard let shell = Completions(rawValue: arguments.operands[0]) else {
      throw UserError(
        "completions are for \(Completions.allCases.map(\.rawValue).joined(separator: ", "));"
          + " not for '\(arguments.operands[0])'")
    }
    Output.print(shell.script(for: Commands.shown))
    return .success
  }

  /// All of help as a man page.
  static let manual = Command(
    name: "manual", summary: "print the man page",
    discussion: """
      In mdoc, as man reads it: 'sweep manual > /usr/local/share/man/man1/sweep.1' installs it.
      """,
    example: "sweep manual | man -l -"
  ) { _ in
    Output.print(Manual.page(of: Commands.shown))
    return .success
  }
}
