import Documents
import Drawings
import Planning
import Plots
import Processes
import Reports
import Results

extension Command {
  /// Pictures and tables of what networks have learned.
  static let inspect = Command(
    name: "inspect", summary: "look into the trained networks of a configuration",
    synopsis: "KIND [CONFIGURATION] [-o FILE] [options]",
    discussion: """
      KIND is one of
      \(InspectKind.list)

      CONFIGURATION is PARAMETER=VALUE,... of the sweep that was run last, or SWEEP:PARAMETER=VALUE,...;
      left out, the best is meant. What is kept by --keep weights=last or weights=best is looked into: every
      replicate, or that of --replicate.

      A picture is written to FILE, as SVG, PNG or PDF by its end; a table is printed.
      """,
    example: "sweep inspect filters mnist-cnn -o filters.svg",
    options: InspectKind.options + [.spec, .sweep, .results],
    operands: 1...2, words: .these(InspectKind.all.map(\.word))
  ) { arguments in
    let kind = try InspectKind(arguments)
    let trained = try TrainedConfiguration(
      named: arguments.operands.count > 1 ? arguments.operands[1] : nil,
      from: { try SweepReader(arguments) })
    try kind.show(
      InspectRequest(arguments: arguments, trained: trained) { drawing in
        guard let path = arguments.text(.picture) else {
          throw UserError(
            "inspect \(kind.word) needs a file to write, such as -o \(kind.word).svg")
        }
        try NewFile.write(try PictureType(path).bytes(of: drawing), to: path)
        Output.print(drawing.caption + "\n")
      })
    return .success
  }
}

/// Something to be shown of trained networks.
struct InspectKind: Sendable {
  /// The word that people type.
  let word: String
  let summary: String
  /// The options that it takes.
  let options: [Option]
  let show: @Sendable (InspectRequest) throws -> Void

  /// The kinds, in the order in which help lists them.
  static let all: [InspectKind] = [
    .shapes, .filters, .weights, .mistakes, .activations, .occlusion, .saliency, .adversarial,
  ]
}

extension InspectKind {
  /// The kind that a command line names.
  fileprivate init(_ arguments: Arguments) throws(UserError) {
    let word = arguments.operands[0]
    guard let kind = InspectKind.all.first(where: { $0.word == word }) else {
      let words = InspectKind.all.map(\.word)
      throw UserError(
        "there is nothing called '\(word)' to inspect" + suggestion(for: word, among: words)
          + "; there are \(words.joined(separator: ", "))")
    }
    for option in InspectKind.options
    where arguments.has(option) && !kind.options.contains(option) {
      let users = InspectKind.all.filter { $0.options.contains(option) }.map(\.word)
      throw UserError(
        "\(option.name) has no effect on \(word); it is for \(users.joined(separator: ", "))")
    }
    self = kind
  }

  /// The options of all kinds, each once.
  fileprivate static var options: [Option] {
    all.flatMap(\.options).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The kinds as help lists them.
  fileprivate static var list: String {
    let width = all.map(\.word.count).max() ?? 0
    return all.map { "  \($0.word.padded(to: width))  \($0.summary)" }.joined(separator: "\n")
  }
}

/// The request of a command line to show something of a configuration.
struct InspectRequest {
  let arguments: Arguments
  let trained: TrainedConfiguration
  /// Takes a picture: of a command line, it writes the file that is named, and prints the caption.
  let write: (Drawing) throws -> Void

  /// The spec's file, beside which data lie.
  var spec: String? { arguments.text(.spec) }

  /// The format of a picture, as `sweep plot` has it.
  func format() throws(UserError) -> PlotFormat { try PlotFormat(arguments) }

  /// Prints a table in the format that is asked for.
  func print(_ table: RecordTable) throws { try Output.print(table, arguments) }
}

extension InspectKind {
  /// The options of pictures.
  static let pictures: [Option] = [.picture, .pictureWidth, .bare]
}
