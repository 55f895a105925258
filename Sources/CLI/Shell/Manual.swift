import Reports

/// The man page, in mdoc(7), from the table of commands.
enum Manual {
  static func page(of commands: [Command]) -> String {
    """
    .Dd \(Commands.date)
    .Dt SWEEP 1
    .Os
    .Sh NAME
    .Nm sweep
    .Nd replicate trainings on many machines, and honest tables of them
    .Sh SYNOPSIS
    .Nm
    .Ar command
    .Op Ar options
    .Sh DESCRIPTION
    .Nm
    farms out replicate trainings.
    A spec names a network, the values to try, and how often to repeat; a
    coordinator hands every training to worker processes, on one machine or
    many; results land in one SQLite file; out come tables of means and spreads.
    .Sh COMMANDS
    \(commands.map(section).joined()).Sh ENVIRONMENT
    .Bl -tag -width Ds
    .It Ev SWEEP_DATA
    Folders in which data sets are looked for, with colons between.
    .It Ev NO_COLOR
    If it is set and not empty, words are not set off by color.
    .El
    .Sh FILES
    .Bl -tag -width Ds
    .It Pa sweep.sqlite
    The results file, unless
    .Fl Fl results
    names another.
    .El
    .Sh EXIT STATUS
    .Bl -tag -width Ds
    .It 0
    All trials are done, or whatever else was asked.
    .It 1
    Some trials failed for good.
    .It 2
    The command line, a spec or its data is not as it should be.
    .It 3
    No coordinator answered.
    .It 4
    The results file is damaged or none, or its disk failed or is full.
    .It 130, 143
    Ended in good order by Ctrl-C or a signal.
    .El

    """
  }

  private static func section(_ command: Command) -> String {
    var lines = [".Ss sweep \(command.name)"]
    if !command.synopsis.isEmpty {
      lines += [".Dl sweep \(command.name) \(escaped(command.synopsis))", ".Pp"]
    }
    lines += sentences(capitalized(command.summary) + ".")
    for part in command.parts {
      switch part {
      case .paragraph(let words): lines += [".Pp"] + sentences(words)
      case .list(let items):
        lines.append(".Bl -tag -width Ds")
        for item in items { lines += [".It Cm \(item.word)"] + sentences(item.meaning) }
        lines.append(".El")
      }
    }
    if !command.options.isEmpty {
      lines += [".Bl -tag -width Ds"]
      for option in command.options {
        let names = [option.short, option.name].compactMap(\.self)
        let item = names.map {
          "Fl \($0.dropFirst().replacing("-", with: "Fl ", maxReplacements: 1))"
        }
        lines += [
          ".It " + item.joined(separator: " , ") + (option.value.map { " Ar \($0)" } ?? "")
        ]
        lines += sentences(capitalized(option.help) + ".")
      }
      lines += [".El"]
    }
    if !command.example.isEmpty { lines += [".Pp", "Example:", ".Dl \(escaped(command.example))"] }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Each on a line of its own, as mdoc has it.
  private static func sentences(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      if lines[lines.count - 1].hasSuffix(".") { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines.flatMap { $0.folded(to: 72, hanging: 0) }.map { line in
      // A line that begins with a point or a quote would be a request to roff.
      (line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" : "") + escaped(line)
    }
  }

  /// Backslashes, dashes and what is not ASCII, as roff reads them.
  private static func escaped(_ text: String) -> String {
    let text = text.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\\": text += "\\e"
      case _ where scalar.isASCII: text.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        text += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
      }
    }
    // Two that stand alone would pass for a dash between words.
    return text.replacing("-- ", with: "\\-\\- ")
  }

  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
