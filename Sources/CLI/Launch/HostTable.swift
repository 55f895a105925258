import Documents
import Hosts
import Launching
import Reports
import Results
import Store

/// The hosts that work for a results file, and how each does.
struct HostTable {
  private struct Row {
    let record: HostRecord
    let activity: KeyActivity?
    /// Whether anybody coordinates at all.
    let isCoordinated: Bool

    /// The state of the host, in a word: what it does now, or why it does nothing.
    var state: String {
      switch record.state {
      case .failed: "failed"
      case .starting: isCoordinated ? "starting" : "not started"
      case .started where activity?.isPresent == true: "working"
      case .started: activity == nil ? "not heard of" : "gone home"
      case .draining: activity?.isPresent == true ? "draining" : "gone home"
      case .stopped: "stopped"
      }
    }

    /// Trials an hour.
    var rate: Double? {
      activity.flatMap { $0.seconds > 0 ? Double($0.done) * 3600 / $0.seconds : nil }
    }

    /// The cells of the row, as people see them.
    var cells: [String] {
      let host = record.host.name
      let note = record.note.printable
      guard let activity, let rate else { return [host, "-", "-", state, "-", "-", "-", note] }
      return [
        host, "\(activity.slots)", activity.kernel.printable, state, "\(activity.done)",
        "\(Int(rate.rounded()))", "\(activity.failed)", note,
      ]
    }
  }

  private let rows: [Row]
  private let results: String

  init(_ arguments: Arguments) throws {
    results = arguments.resultsPath
    let records = try HostRegistry.beside(results).records()
    guard !records.isEmpty else {
      rows = []
      return
    }
    let recorded = try SweepReader(arguments)
    let activities = try recorded.file.keyActivity(of: recorded.sweep.id)
    let isCoordinated = recorded.file.writer != nil
    rows = try records.map { record in
      let key = "\(try record.host.keyName)"
      let activity = activities.first { $0.key == key }
      return Row(record: record, activity: activity, isCoordinated: isCoordinated)
    }
  }

  func show(asJSON isJSON: Bool) {
    if isJSON { return Output.print(json.document) }
    guard !rows.isEmpty else {
      return Output.note(
        "no host works for '\(results)'; \(hint("run FILE --host HOST", in: results)) starts one")
    }
    let header = ["host", "slots", "kernel", "state", "trials", "per hour", "failures", ""]
    let lines: [[String]] = [header] + rows.map(\.cells)
    for line in lines.aligned { Output.print(line + "\n") }
  }

  private var json: JSON {
    .list(
      rows.map { row in
        .object([
          "host": .text(row.record.host.name), "destination": .text(row.record.host.destination),
          "via": .text(row.record.host.route.rawValue), "state": .text(row.state),
          "note": .text(row.record.note), "slots": .optional(row.activity) { .integer($0.slots) },
          "kernel": .optional(row.activity) { .text($0.kernel) },
          "trials": .optional(row.activity) { .integer($0.done) },
          "failures": .optional(row.activity) { .integer($0.failed) },
          "per_hour": .optional(row.rate, JSON.number),
        ])
      })
  }
}

extension [[String]] {
  /// Lines of columns, each as wide as its widest word.
  var aligned: [String] {
    let widths = (first ?? []).indices.map { column in map { $0[column].count }.max() ?? 0 }
    return map { row in
      let text = zip(row, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
  }
}
