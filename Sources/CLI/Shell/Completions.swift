/// The shells whose command lines can be completed, and what they need for it.
enum Completions: String, CaseIterable {
  case bash, zsh, fish

  /// A script that teaches the shell these commands.
  func script(for commands: [Command]) -> String {
    switch self {
    case .bash: bashScript(commands)
    case .zsh: zshScript(commands)
    case .fish: fishScript(commands)
    }
  }
}

/// The words that the operands of a command can be.
private func operandWords(_ command: Command, _ commands: [Command]) -> [String] {
  switch command.words {
  case .these(let words): words
  case .commands: commands.map(\.name)
  }
}

// MARK: - bash

/// Needs nothing but bash itself. A line such as `--format=te` comes in three words.
private func bashScript(_ commands: [Command]) -> String {
  let values = commands.flatMap { command in
    command.options.filter { $0.value != nil }.map { option in
      let patterns = ([option.name] + [option.short].compactMap(\.self))
        .map { "'\(command.name) \($0)'" }.joined(separator: " | ")
      let action = option.isFile ? "files=1" : "words='\(option.words.joined(separator: " "))'"
      return "    \(patterns)) \(action) ;;\n"
    }
  }
  let cases = commands.map { command in
    let options = command.options.map(\.name) + ["--help"]
    return """
          \(command.name))
            options='\(options.joined(separator: " "))'
            words='\(operandWords(command, commands).joined(separator: " "))' files=\(command.takesFile ? "1" : "") ;;

      """
  }
  return """
    # Completion of sweep for bash: source <(sweep completions bash)
    _sweep() {
      local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
      local command=${COMP_WORDS[1]} options= words= files=
      COMPREPLY=()
      [[ $word == '=' ]] && word=
      [[ $last == '=' ]] && last=${COMP_WORDS[COMP_CWORD - 2]}
      if ((COMP_CWORD == 1)); then
        COMPREPLY=($(compgen -W '\(commands.map(\.name).joined(separator: " "))' -- "$word"))
        return
      fi
      case "$command $last" in
    \(values.joined())    *)
        case $command in
    \(cases.joined())    esac
        [[ $word == -* ]] && words=$options files= ;;
      esac
      if [[ $files ]]; then
        compopt -o filenames 2>/dev/null
        local IFS=$'\\n'
        COMPREPLY=($(compgen -f -- "$word"))
      else
        COMPREPLY=($(compgen -W "$words" -- "$word"))
      fi
    }
    complete -F _sweep sweep

    """
}

// MARK: - zsh

private func zshScript(_ commands: [Command]) -> String {
  let list = commands.map { "    \(quoted("\($0.name):\($0.summary)"))\n" }
  let cases = commands.map { command in
    let options = command.options.map { "        \(zsh($0)) \\\n" }
    let words = operandWords(command, commands)
    let operand =
      if command.operands.upperBound == 0 {
        ""
      } else if command.takesFile {
        " '*:file:_files'"
      } else {
        // Even where nothing is known: a message of its own would keep options from being offered.
        " '*:operand:(\(words.joined(separator: " ")))'"
      }
    return """
          \(command.name))
            _arguments -s \\
      \(options.joined())        '--help[tell all about it]'\(operand) ;;

      """
  }
  return """
    #compdef sweep
    # Completion of sweep for zsh: source <(sweep completions zsh)
    _sweep() {
      local -a commands
      commands=(
    \(list.joined())  )
      if ((CURRENT == 2)); then
        _describe command commands
        return
      fi
      local command=$words[2]
      shift words
      ((CURRENT--))
      case $command in
    \(cases.joined())  esac
    }
    if [[ $funcstack[1] == _sweep ]]; then
      _sweep "$@"
    else
      compdef _sweep sweep
    fi

    """
}

/// `{-j+,--jobs=}'[trainings at a time]:N:'`, as `_arguments` wants it.
private func zsh(_ option: Option) -> String {
  let help = "[" + option.help.escaping("[]:\\") + "]"
  guard let value = option.value else {
    let names = option.short.map { "{\($0),\(option.name)}" } ?? option.name
    return names + quoted(help)
  }
  let action =
    option.isFile
    ? "_files" : option.words.isEmpty ? " " : "(\(option.words.joined(separator: " ")))"
  let names = option.short.map { "{\($0)+,\(option.name)=}" } ?? "\(option.name)="
  return names + quoted("\(help):\(value):\(action)")
}

// MARK: - fish

private func fishScript(_ commands: [Command]) -> String {
  var lines = [
    "# Completion of sweep for fish: ~/.config/fish/completions/sweep.fish",
    "complete -c sweep -f",
  ]
  for command in commands {
    lines.append(
      "complete -c sweep -n __fish_use_subcommand -a \(command.name) -d"
        + " \(fishQuoted(command.summary))")
    let condition = "complete -c sweep -n '__fish_seen_subcommand_from \(command.name)'"
    if command.takesFile { lines.append("\(condition) -F") }
    let words = operandWords(command, commands)
    if !words.isEmpty {
      lines.append("\(condition) -a '\(words.joined(separator: " "))'")
    }
    for option in command.options {
      var line = "\(condition) -l \(option.name.dropFirst(2))"
      if let short = option.short { line += " -s \(short.dropFirst())" }
      if option.isFile {
        line += " -rF"
      } else if option.value != nil {
        line += " -x" + (option.words.isEmpty ? "" : " -a '\(option.words.joined(separator: " "))'")
      }
      lines.append(line + " -d \(fishQuoted(option.help))")
    }
  }
  return lines.map { $0 + "\n" }.joined()
}

// MARK: - Quotes

/// The text as one word of bash and zsh.
private func quoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    + "'"
}

/// The text as one word of fish.
private func fishQuoted(_ text: String) -> String { "'" + text.escaping("'\\") + "'" }

extension String {
  /// The text with a backslash before each of some characters.
  fileprivate func escaping(_ characters: String) -> String {
    reduce(into: "") { text, character in
      if characters.contains(character) { text.append("\\") }
      text.append(character)
    }
  }
}
