import Datasets
import Processes
import Reports

extension Command {
  /// Which data sets there are.
  static let data = Command(
    name: "data", summary: "list data sets: where each was looked for, its size and hash",
    synopsis: "[options]",
    discussion: """
      Data sets are looked for in the folders of $SWEEP_DATA (separated by ':'), then in ./data, then
      in ~/.cache/sweep, each in a folder of its name or directly there. The hash stands for the
      decoded arrays: it is the same whatever the files' compression.
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
      "\(name): \(summary)\n  \(dataset.words)\n  part of the program\n"
    case .found(let dataset, let files, let bytes):
      "\(name): \(summary)\n  \(dataset.words)\n  \(files.count) files, \(bytes) bytes:"
        + " \(files.joined(separator: " "))\n"
    case .refused(let error):
      "\(name): \(summary)\n  not found: \(error)\n"
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
    return "\(form.trainingRows) + \(form.testRows) rows of \(form.shape)\(classes), hash \(hash)"
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
