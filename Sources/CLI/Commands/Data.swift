import Datasets
import Documents
import Processes
import Reports

extension Command {
  /// Which data sets there are.
  static let data = Command(
    name: "data", summary: "list data sets: where each was looked for, its size and hash",
    synopsis: "[options]",
    discussion: """
      Data sets are looked for in the folders of $SWEEP_DATA (separated by ':'), then in ./data, then
      in ~/.cache/sweep, each in a folder of its name or directly there; files may be gzipped. The
      hash stands for the decoded arrays: it is the same whatever the files' compression.
      """,
    example: "SWEEP_DATA=/data sweep data", options: [.json]
  ) { arguments in
    let library = DatasetLibrary(environment: CurrentProcess.environment)
    let listings = library.listing()
    if arguments.has(.json) {
      Output.print(JSON.list(listings.map(\.json)).document)
    } else {
      Output.print(listings.map(\.text).joined(separator: "\n"))
    }
    return .success
  }
}

extension DatasetListing {
  fileprivate var text: String {
    switch state {
    case .embedded(let dataset):
      "\(name): \(summary)\n\(dataset.words)  part of the program\n"
    case .found(let dataset, let files, let bytes):
      "\(name): \(summary)\n\(dataset.words)  \(files.count) files of \(bytes) bytes\n"
        + files.map { "    \($0)\n" }.joined()
    case .refused(.missing(_, let files, let place, let searched)):
      "\(name): \(summary)\n  not found in \(searched.joined(separator: ", "))\n"
        + "  wanted in \(place)\n" + files.map { "    \($0)\n" }.joined()
    case .refused(let error):
      "\(name): \(summary)\n  of no use: \(error)\n"
    }
  }

  fileprivate var json: JSON {
    switch state {
    case .embedded(let dataset):
      .object([
        "name": .text(name), "summary": .text(summary), "state": .text("embedded"),
        "set": dataset.json,
      ])
    case .found(let dataset, let files, let bytes):
      .object([
        "name": .text(name), "summary": .text(summary), "state": .text("found"),
        "files": .list(files.map(JSON.text)), "bytes": .integer(bytes), "set": dataset.json,
      ])
    case .refused(let error):
      .object([
        "name": .text(name), "summary": .text(summary), "state": .text("refused"),
        "reason": .text("\(error)"),
      ])
    }
  }
}

extension Dataset {
  fileprivate var words: String {
    let classes = form.classNames.map { ", \($0.count) classes" } ?? ""
    return
      "  \(form.trainingRows) + \(form.testRows) rows of \(form.shape)\(classes)\n  hash \(hash)\n"
  }

  fileprivate var json: JSON {
    .object([
      "training_rows": .integer(form.trainingRows), "test_rows": .integer(form.testRows),
      "shape": .list(form.shape.extents.map(JSON.integer)),
      "classes": .optional(form.classNames) { .list($0.map(JSON.text)) },
      "hash": .text("\(hash)"),
    ])
  }
}
