import Documents
import Store
import Sweeps
import Trials

extension Folder.Kind {
  /// A log directory for TensorBoard.
  package static let tensorBoard = Folder.Kind(mark: eventFileName, beginning: "") {
    $0.hasPrefix("configuration-")
  }
}

/// TensorBoard reads every file with the first three words in its name.
private let eventFileName = "events.out.tfevents.0.sweep"

extension ExportSource {
  /// Writes a log directory: a run for every trial with a result, those of a configuration in one
  /// group, so that the table of the hparams plugin shows their average.
  ///
  /// The same results give the same bytes. Series hold 32 bits of a number: TensorBoard has no more.
  package func writeTensorBoard(to folder: Folder) throws {
    var earliest: Timestamp?
    try forEachTrial { story in
      guard story.curves != nil else { return }
      let configuration = story.record.configuration
      let name = group(configuration) + "/" + run(story.record) + "/" + eventFileName
      let file = try folder.file(name)
      try file.append(events(of: story).bytes)
      try file.finish()
      if let started = story.started { earliest = min(earliest ?? started, started) }
    }
    let file = try folder.file(eventFileName)
    try file.append(experiment(began: earliest?.seconds ?? 0).bytes)
    try file.finish()
  }

  /// The parameters and the metrics: `Experiment` of the plugin's `api.proto`.
  private func experiment(began time: Double) -> EventFile {
    var events = EventFile(began: time)
    events.addParameters("experiment", at: time) { data in
      data.add(2) { experiment in
        experiment.add(6, sweep.name)
        experiment.add(3, time)
        for (index, name) in sweep.parameterNames.enumerated() {
          experiment.add(4) { parameter in
            parameter.add(1, name)
            parameter.add(4, type(ofParameter: index))
          }
        }
        // The one that configurations are compared by comes first.
        for metric in [sweep.metric.name] + metrics.filter({ $0 != sweep.metric.name }) {
          experiment.add(5) { info in info.add(1) { $0.add(2, metric) } }
        }
      }
    }
    return events
  }

  /// One trial: `SessionStartInfo`, its curves, `SessionEndInfo` of `plugin_data.proto`.
  private func events(of story: TrialStory) -> EventFile {
    let record = story.record
    let began = story.started?.seconds ?? 0
    // When an epoch ended is not recorded: as if all of them had taken the same time.
    let seconds = record.seconds ?? 0
    let last = Double(max(story.curves?.epochs.last ?? 1, 1))
    var events = EventFile(began: began)
    events.addParameters("session_start_info", at: began) { data in
      data.add(3) { session in
        for (index, name) in sweep.parameterNames.enumerated() {
          session.add(1) { entry in
            entry.add(1, name)
            entry.add(2) { add(parameter: index, of: record.configuration, to: &$0) }
          }
        }
        session.add(4, group(record.configuration))
        session.add(5, began)
      }
    }
    for (metric, column) in zip(metrics, story.curves?.columns ?? []) {
      for (epoch, value) in zip(story.curves?.epochs ?? [], column) {
        guard let value else { continue }
        let time = began + seconds * Double(epoch) / last
        events.add(value, of: metric, step: epoch, at: time)
      }
    }
    events.addParameters("session_end_info", at: began + seconds) { data in
      data.add(4) { session in
        session.add(1, record.status == .completed ? 1 : 2)
        session.add(2, began + seconds)
      }
    }
    return events
  }

  /// 1 for texts, 2 for truth values, 3 for numbers; a parameter of several kinds is text.
  private func type(ofParameter index: Int) -> Int {
    let types = Set(
      values.map { row in
        switch row[index].content {
        case .boolean: 2
        case .integer, .number: 3
        case .null, .text, .list, .map: 1
        }
      })
    return types.count == 1 ? types.first ?? 1 : 1
  }

  /// The value as `google.protobuf.Value`: a number, a text or a truth value.
  private func add(parameter: Int, of configuration: Int, to message: inout Protobuf) {
    switch (type(ofParameter: parameter), values[configuration][parameter].content) {
    case (2, .boolean(let flag)): message.add(4, flag ? 1 : 0)
    case (3, .integer(let integer)): message.add(2, Double(integer))
    case (3, .number(let number)): message.add(2, number)
    default: message.add(3, labels[configuration][parameter])
    }
  }

  /// A configuration's directory and group: `configuration-3,l2=0.001`.
  private func group(_ configuration: Int) -> String {
    let words = zip(sweep.parameterNames, labels[configuration]).map { "\($0)=\($1)" }
    let text = (["configuration-\(configuration)"] + words).joined(separator: ",")
    // File names end at 255 bytes; the number alone tells configurations apart.
    return String(text.prefix(120).map { $0.isASCII && $0.isFileName ? $0 : "_" })
  }

  private func run(_ record: TrialRecord) -> String {
    "replicate-\(record.replicate)"
      + (sweep.evaluation.foldCount > 1 ? ",fold-\(record.fold)" : "")
  }
}

extension Character {
  /// Whether every file system takes it in a name.
  fileprivate var isFileName: Bool { isLetter || isNumber || "=,._-+".contains(self) }
}
