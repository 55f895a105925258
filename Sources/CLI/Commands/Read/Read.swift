import Documents
import Drawings
import Planning
import Plots
import Processes
import Results

extension Command {
  /// Letters of a photograph.
  static let read = Command(
    name: "read", summary: "read handwritten letters in a photograph",
    synopsis: "PHOTO --with SWEEP[:CONFIGURATION] [-o FILE] [options]",
    discussion: """
      Finds the letters of PHOTO, a JPEG or PNG, and has the networks of a configuration vote on each: the
      mean of their probabilities counts, over all replicates and folds. Networks are those that were kept
      with --keep weights=last or weights=best, of a sweep such as sweeps/characters-cnn.yaml; without a
      configuration the best is meant.

      Shadows are no hindrance, and lines may slope; letters have to stand apart from each other, and upright.
      Points and commas are left out, and a word is of letters or of digits alone. With -o FILE the photograph is written with a box around each letter
      and what it was read as: blue where all networks agree, orange where some do not. --json tells of each
      letter its box in pixels (left, top, right, bottom), its probability and the share of networks that
      agree.
      """,
    example: "sweep read list.jpg --with characters-cnn -o read.png",
    options: [.with, .picture, .pictureWidth, .bare, .spec, .results, .json], operands: 1...1
  ) { arguments in
    guard let with = arguments.text(.with) else {
      throw UserError("read needs networks: name their sweep, such as --with characters-cnn")
    }
    let type = try arguments.text(.picture).map { path throws(UserError) in try PictureType(path) }
    let trained = try TrainedConfiguration(
      named: with, from: { try SweepReader(path: arguments.resultsPath) })
    let photo = try Raster(photo: arguments.operands[0])
    let text = try ReadText(
      photo, by: Ensemble(trained, besides: arguments.text(.spec)), called: trained.name)
    if text.lines.isEmpty { Output.note("no letters were found") }
    if let path = arguments.text(.picture), let type {
      let name = String(arguments.operands[0].split(separator: "/").last ?? "")
      let plot = PhotoPlot(
        photo.shrunk(to: 1600), of: photo.width,
        marks: text.lines.joined().joined().map { letter in
          PhotoPlot.Mark(box: letter.box, label: letter.character, isSure: letter.agreement == 1)
        })
      try NewFile.write(
        try type.bytes(
          of: plot.drawing(
            PlotFormat(arguments), title: name, caption: text.caption(of: name, by: trained.name))),
        to: path)
    }
    Output.print(arguments.has(.json) ? text.json.document : text.text)
    return .success
  }
}

extension Option {
  static let with = Option(
    "--with", value: "SWEEP",
    "whose networks: SWEEP, SWEEP:NAME=VALUE,... or FILE:SWEEP of another results file")
}

extension ReadText {
  /// The caption of the picture, in sentences.
  fileprivate func caption(of file: String, by name: String) -> [String] {
    let letters = lines.joined().joined()
    let unsure = letters.count { $0.agreement < 1 }
    return [
      "\(file), read by the \(voters) networks of \(name): \(letters.count) letters in"
        + " \(lines.count) lines.",
      unsure == 0
        ? "All networks agree on every letter."
        : "On \(unsure) letters, in orange, they do not agree.",
    ]
  }
}
