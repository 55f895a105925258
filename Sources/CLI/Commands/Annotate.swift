import Control
import Documents
import Processes
import Reports
import Results
import Store
import Trials

extension Command {
  /// Notes that people write about a sweep or a configuration.
  static let note = Command(
    name: "note", summary: "write something about a sweep or a configuration, or read it",
    synopsis: "[TEXT] [options]",
    discussion: """
      A note stays with the sweep in its results file, also when the spec is edited and run again; tables, exports,
      the report and the pages of 'sweep web' show it. It is written whether the sweep runs or not; with
      --connect, a coordinator on any machine writes it, which takes an operator's key.
      Without TEXT, prints what was written.
      """,
    example: "sweep note 'from the broken node' --configuration l2=0.001",
    options: AnnotationOptions.all, operands: 0...1
  ) { arguments in
    let asked = try AskedSweep(arguments)
    guard let text = arguments.operands.first else {
      let notes = try AnnotationOptions.read(arguments, asked).notes
      guard !arguments.has(.json) else {
        Output.print(JSON.list(notes.map(\.json)).document)
        return .success
      }
      let reader = try asked.reader()
      for note in notes {
        let subject = try note.configuration.map { try reader.configurationName($0) + ": " } ?? ""
        Output.print("\(note.written.prefix(16))  \((subject + note.text).printable)\n")
      }
      return .success
    }
    return try AnnotationOptions.write(.note(text), arguments, asked)
  }

  /// Words by which people find sweeps and configurations again.
  static let tag = Command(
    name: "tag", summary: "tag a sweep or a configuration, or read the tags",
    synopsis: "[TAG...] [--remove TAG,...] [options]",
    discussion: """
      'sweep list' shows the tags of sweeps, tables and exports those of configurations, the pages of 'sweep
      web' both, and find sweeps by them. Tags stay as notes do (see 'sweep help note'), and are written whether the sweep
      runs or not. Without a tag, prints those that there are.
      """,
    example: "sweep tag baseline keep --configuration l2=0.001",
    options: [AnnotationOptions.remove] + AnnotationOptions.all, operands: 0...100
  ) { arguments in
    let asked = try AskedSweep(arguments)
    let removed = try arguments.list(AnnotationOptions.remove) ?? []
    guard arguments.operands.isEmpty, removed.isEmpty else {
      let unique = { (tags: [String]) in
        tags.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      }
      return try AnnotationOptions.write(
        .tags(added: unique(arguments.operands), removed: unique(removed)), arguments, asked)
    }
    let reader = try asked.reader()
    // The whole sweep first.
    let chosen = try AnnotationOptions.read(arguments, asked).tags
      .sorted { ($0.key ?? -1) < ($1.key ?? -1) }
    if arguments.has(.json) {
      Output.print(
        JSON.list(
          chosen.map { number, tags in
            .object([
              "configuration": .optional(number, JSON.integer),
              "tags": .list(tags.map(JSON.text)),
            ])
          }
        ).document)
    } else {
      for (number, tags) in chosen {
        let subject = try number.map { try reader.configurationName($0) + ": " } ?? ""
        Output.print("\((subject + tags.joined(separator: ", ")).printable)\n")
      }
    }
    return .success
  }
}

extension WrittenNote {
  /// `{"configuration": null, "written": "...", "text": "..."}`
  var json: JSON {
    .object([
      "configuration": .optional(configuration, JSON.integer), "written": .text(written),
      "text": .text(text),
    ])
  }
}

/// The options and functions that `note` and `tag` share.
private enum AnnotationOptions {
  static let configuration = Option(
    "--configuration", value: "NAME=VALUE,...", "a configuration, and not the whole sweep")
  static let remove = Option("--remove", value: "TAG,...", "take tags off")

  static let all: [Option] =
    [configuration, .sweep, .results, .networkDisk, .json] + AskedSweep.options

  /// The number of the configuration that the command line names; nil for the whole sweep.
  private static func number(_ arguments: Arguments, in reader: SweepReader) throws -> Int? {
    try arguments.text(configuration).map { try ConfigurationName($0, in: reader).number() }
  }

  /// The notes and tags: all, or those of the configuration that the command line names.
  static func read(_ arguments: Arguments, _ asked: AskedSweep) throws -> Annotations {
    let reader = try asked.reader()
    let all = try reader.file.annotations(of: reader.sweep)
    guard let number = try number(arguments, in: reader) else { return all }
    return Annotations(
      notes: all.notes(on: number), tags: all.tags.filter { $0.key == number })
  }

  static func write(
    _ content: Annotation.Content, _ arguments: Arguments, _ asked: AskedSweep
  ) throws -> ExitCode {
    if let refusal = content.refusal { throw UserError(refusal) }
    // A reader of the file keeps it from being opened for writing: none is left.
    let annotation = try {
      let reader = try asked.reader()
      return Annotation(
        content, on: try reader.file.identity(of: reader.sweep.id),
        configuration: try number(arguments, in: reader))
    }()
    _ = try asked.carryOut(.annotate(annotation), timeout: .seconds(10)) {
      try $0.annotate(annotation)
    }
    return .success
  }
}
