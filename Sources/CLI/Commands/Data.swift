import Datasets
import Documents
import Processes
import Reports

extension Command {
  /// The data sets that there are, and the columns of a table.
  static let data = Command(
    name: "data", summary: "list data sets, or tell what a table holds",
    synopsis: "[FILE] [options]",
    discussion: """
      With the file of a table: its rows, and of each column the type, the gaps, and the values with
      their shares; then what looks like a slip: columns that are constant, that number the rows, that
      tell the target by themselves (--target), or groups that do (--group). The file may be packed by
      gzip, in UTF-8, UTF-16 or Latin-1, with commas, semicolons or tabs.

      Data sets are looked for in the folders of $SWEEP_DATA (separated by ':'), then in ./data, then
      in ~/.cache/sweep, each in a folder of its name or directly there; files may be gzipped. The
      hash stands for the decoded arrays: it is the same whatever the files' compression.
      """,
    example: "sweep data patients.csv --target outcome --group patient",
    options: [DataOptions.target, DataOptions.group, .json], operands: 0...1
  ) { arguments in
    if let path = arguments.operands.first {
      let profile: TableProfile
      do throws(DatasetError) {
        profile = try TableProfile(
          path, target: arguments.text(DataOptions.target), group: arguments.text(DataOptions.group)
        )
      } catch {
        throw UserError("\(error)")
      }
      Output.print(
        arguments.has(.json) ? profile.json.document : profile.text(of: path) + "\n")
      return .success
    }
    for option in [DataOptions.target, DataOptions.group] where arguments.text(option) != nil {
      throw UserError(
        "\(option.name) is of a table; name its file: sweep data FILE \(option.name) COLUMN")
    }
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

private enum DataOptions {
  static let target = Option("--target", value: "COLUMN", "the column to be learned")
  static let group = Option(
    "--group", value: "COLUMN", "the column of what rows belong to together")
}

extension TableProfile {
  fileprivate func text(of path: String) -> String {
    let titles = ["column", "type", "missing", "different", "values"]
    let cells = columns.map {
      [$0.name, $0.kind, "\($0.missing)", "\($0.distinct)", $0.values].map(\.printable)
    }
    let widths = titles.indices.dropLast().map { place in
      ([titles] + cells).map { $0[place].count }.max() ?? 0
    }
    let lines = ([titles] + cells).map { row in
      let padded = row.indices.map { place -> String in
        guard place < widths.count else { return row[place] }
        let blanks = String(repeating: " ", count: widths[place] - row[place].count)
        return place == 2 || place == 3 ? blanks + row[place] : row[place] + blanks
      }
      return padded.joined(separator: "  ")
    }
    var text = ["\(path): \(rows) rows of \(columns.count) columns", ""] + lines
    if !suspicions.isEmpty { text += [""] + suspicions.map { "note: \($0)".printable } }
    return text.joined(separator: "\n")
  }

  fileprivate var json: JSON {
    .object([
      "rows": .integer(rows),
      "columns": .list(
        columns.map {
          .object([
            "name": .text($0.name), "type": .text($0.kind), "missing": .integer($0.missing),
            "different": .integer($0.distinct), "values": .text($0.values),
          ])
        }),
      "notes": .list(suspicions.map(JSON.text)),
    ])
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
