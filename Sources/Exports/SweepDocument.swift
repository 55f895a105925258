import Documents
import Reports
import Store
import Sweeps
import Trials

/// `sweep.json`: all there is, as `sweep.schema.json` describes it, a trial a line.
///
/// JSON has no word for numbers that are not finite: they are the texts `NaN`, `Infinity` and
/// `-Infinity`, as in Protobuf's JSON, and Python's `float()` reads all three.
struct SweepDocument {
  static let beginning = "{\n\"format\": \"sweep export\",\n\"version\": 1,\n"

  private let file: OutputFile
  private let metrics: [String]

  /// Begins the file with all but the trials.
  init(_ material: ExportSource, _ file: OutputFile) throws {
    self.file = file
    metrics = material.metrics
    try file.append(SweepDocument.beginning)
    try file.append("\"sweep\": \(material.sweep.json.line),\n")
    try file.append("\"configurations\": [")
    for (place, number) in material.exported.enumerated() {
      try file.append(place == 0 ? "\n" : ",\n")
      try file.append(try material.configuration(number).line)
    }
    try file.append("\n],\n\"splits\": [")
    for (fold, split) in try material.file.splits(of: material.sweep.id).enumerated() {
      try file.append(fold == 0 ? "\n" : ",\n")
      try file.append(split.json(fold: fold).line)
    }
    try file.append("\n],\n\"summary\": \(material.table.json.line),\n\"trials\": [")
  }

  private var isFirst = true

  mutating func add(_ story: TrialStory) throws(ExportError) {
    try file.append(isFirst ? "\n" : ",\n")
    isFirst = false
    // The long part goes without a value of JSON for every number.
    var line = Array(story.facts.line.utf8)
    line.removeLast()
    line += ",\"epochs\":[".utf8
    for (index, epoch) in (story.curves?.epochs ?? []).enumerated() {
      if index > 0 { line.append(UInt8(ascii: ",")) }
      line += epoch.description.utf8
    }
    line += "],\"measurements\":{".utf8
    for (index, (metric, column)) in zip(metrics, story.curves?.columns ?? []).enumerated() {
      line += ((index == 0 ? "" : ",") + JSON.text(metric).line + ":[").utf8
      for (index, value) in column.enumerated() {
        if index > 0 { line.append(UInt8(ascii: ",")) }
        if let value, value.isFinite {
          line += value.description.utf8
        } else {
          line += JSON(exactly: value).line.utf8
        }
      }
      line.append(UInt8(ascii: "]"))
    }
    try file.append(line + "}}".utf8)
  }

  func finish() throws(ExportError) {
    try file.append("\n]\n}\n")
    try file.finish()
  }
}

// MARK: - Parts

extension RecordedSweep {
  fileprivate var json: JSON {
    .object([
      "name": .text(name), "created": .text(created), "semantics": .text(semantics),
      "data": .object(["name": .text(data), "hash": .text("\(dataDigest)")]),
      "metric": metric.json,
      "evaluation": evaluation.json,
      "parameters": .list(parameterNames.map(JSON.text)),
      "spec": .text(specText),
    ])
  }
}

extension Evaluation {
  /// The seed is a text, as it fills all 64 bits and most readers of JSON have 53.
  fileprivate var json: JSON {
    let scheme: [JSON.Member] =
      switch scheme {
      case .test: [.init("scheme", .text("test"))]
      case .validation: [.init("scheme", .text("validation"))]
      case .own: [.init("scheme", .text("own"))]
      case .holdout(let share):
        [.init("scheme", .text("holdout")), .init("holdout", .number(share))]
      case .folds(let k, let kind, let repeats):
        [
          .init("scheme", .text(kind.word)), .init("k", .integer(k)),
          .init("repeats", .integer(repeats)),
        ] + kind.limits
      case .listed(let count):
        [.init("scheme", .text("listed")), .init("count", .integer(count))]
      }
    return .object(
      scheme + [.init("replicates", .integer(replicates)), .init("seed", .text("\(seed)"))])
  }
}

extension Split {
  fileprivate func json(fold: Int) -> JSON {
    .object([
      "fold": .integer(fold), "hash": .text("\(digest)"),
      "training": .list(training.map(JSON.integer)),
      "validation": .list(validation.map(JSON.integer)),
    ])
  }
}

extension ExportSource {
  fileprivate func configuration(_ number: Int) throws -> JSON {
    let recipe = try file.recipe(of: sweep.id, configuration: number)
    let parameters = sweep.parameterNames.indices.map { index in
      JSON.Member(
        sweep.parameterNames[index],
        .object([
          "label": .text(labels[number][index]), "value": JSON(exactly: values[number][index]),
        ]))
    }
    return .object([
      "configuration": .integer(number), "parameters": .object(parameters),
      "recipe": .optional(recipe) { JSON(exactly: $0) },
    ])
  }
}

extension TrialStory {
  /// All but the measurements.
  fileprivate var facts: JSON {
    .object([
      "trial": .text("\(record.id.digest)"), "configuration": .integer(record.configuration),
      "replicate": .integer(record.replicate), "fold": .integer(record.fold),
      "status": .text(record.status.rawValue), "value": JSON(exactly: record.value),
      "seconds": JSON(exactly: record.seconds),
      "attempts": .list(attempts.map(\.json)),
      "attachments": .object(
        attachments.sorted { $0.key < $1.key }.map { .init($0.key, JSON(exactly: $0.value)) }),
    ])
  }
}

extension AttemptRecord {
  fileprivate var json: JSON {
    let (ending, failure): (String?, Failure?) =
      switch ending {
      case nil: (nil, nil)
      case .finished: ("finished", nil)
      case .failed(let failure): ("failed", failure)
      case .lost: ("lost", nil)
      case .returned: ("returned", nil)
      }
    return .object([
      "number": .integer(number), "host": .text(worker.host), "process": .integer(worker.process),
      "slots": .integer(worker.slots), "semantics": .text(worker.semantics),
      "kernel": .text(worker.kernel), "started": .text(started),
      "ended": .optional(ended, JSON.text), "ending": .optional(ending, JSON.text),
      "failure": .optional(failure) { failure in
        .object([
          "cause": .text(failure.cause.rawValue), "message": .text(failure.message),
          "output": .text(failure.output),
        ])
      },
    ])
  }
}

extension FoldKind {
  /// The rows that ordered folds leave out of training.
  fileprivate var limits: [JSON.Member] {
    guard case .ordered(let gap, let window) = self else { return [] }
    return (gap > 0 ? [.init("gap", .integer(gap))] : [])
      + (window.map { [.init("window", .integer($0))] } ?? [])
  }
}
