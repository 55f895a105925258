import Documents
import Reports
import Store
import Sweeps
import Trials

extension ExportSource {
  /// Sends every trial that has ended to an MLflow server, as a run of the experiment that is called
  /// like the sweep.
  ///
  /// Runs carry their trial's hash as a tag: what an earlier export has sent is passed over, and what
  /// one has left half done is completed.
  ///
  /// - Returns: how many runs were sent, and how many were there already.
  package func sendToMLflow(at url: String) throws -> (sent: Int, known: Int) {
    let server = try MLflowServer(url)
    let experiment = try server.experiment(named: sweep.name)
    let runs = try server.runs(in: experiment)
    var (sent, known) = (0, 0)
    try forEachTrial { story in
      guard ![.open, .running].contains(story.record.status) else { return }
      let run = runs["\(story.record.id.digest)"]
      if let run, run.isEnded, run.status == story.record.status.rawValue {
        known += 1
        return
      }
      let id = try run?.id ?? server.create(creation(of: story, in: experiment))
      for batch in batches(of: story, run: id) { try server.ask("runs/log-batch", batch) }
      try server.ask("runs/update", end(of: story, run: id))
      sent += 1
    }
    return (sent, known)
  }

  private func creation(of story: TrialStory, in experiment: String) -> JSON {
    let record = story.record
    let folds = sweep.evaluation.foldCount
    let name =
      "configuration \(record.configuration) replicate \(record.replicate)"
      + (folds > 1 ? " fold \(record.fold)" : "")
    return .object([
      "experiment_id": .text(experiment), "run_name": .text(name),
      "start_time": .integer(Int(story.started?.milliseconds ?? 0)),
      "tags": .list([.tag("sweep.trial", "\(record.id.digest)")]),
    ])
  }

  /// Parameters, tags and measurements, in as many calls as the server's limits ask for.
  func batches(of story: TrialStory, run: String) -> [JSON] {
    let record = story.record
    let parameters = zip(sweep.parameterNames, labels[record.configuration]).map { name, label in
      JSON.tag(JSON.mlflowKey(name), String(label.prefix(6000)))
    }
    var tags: [JSON] = [
      .tag("sweep.status", record.status.rawValue),
      .tag("sweep.configuration", "\(record.configuration)"),
      .tag("sweep.replicate", "\(record.replicate)"), .tag("sweep.fold", "\(record.fold)"),
      .tag("sweep.data", sweep.data), .tag("sweep.data.hash", "\(sweep.dataDigest)"),
    ]
    if let failure = story.failure { tags.append(.tag("sweep.failure", failure.message)) }
    let measurements = measurements(of: story)
    let metrics = stride(from: 0, to: max(measurements.count, 1), by: 1000).map {
      Array(measurements[$0..<min($0 + 1000, measurements.count)])
    }
    let others = stride(from: 0, to: max(parameters.count, 1), by: 100).map {
      Array(parameters[$0..<min($0 + 100, parameters.count)])
    }
    return (0..<max(metrics.count, others.count)).map { index in
      .object([
        "run_id": .text(run), "tags": .list(index == 0 ? tags : []),
        "params": .list(index < others.count ? others[index] : []),
        "metrics": .list(index < metrics.count ? metrics[index] : []),
      ])
    }
  }

  private func measurements(of story: TrialStory) -> [JSON] {
    guard let curves = story.curves, let last = curves.epochs.last else { return [] }
    let began = story.started?.milliseconds ?? 0
    let milliseconds = (story.record.seconds ?? 0) * 1000
    return zip(metrics, curves.columns).flatMap { metric, column in
      zip(curves.epochs, column).compactMap { epoch, value -> JSON? in
        guard let value else { return nil }
        // When an epoch ended is not recorded: as if all of them had taken the same time.
        let time = began + Int64(milliseconds * Double(epoch) / Double(last))
        return .object([
          "key": .text(JSON.mlflowKey(metric)), "value": JSON(exactly: value),
          "timestamp": .integer(Int(time)), "step": .integer(epoch),
        ])
      }
    }
  }

  private func end(of story: TrialStory, run: String) -> JSON {
    .object([
      "run_id": .text(run),
      "status": .text(story.record.status == .completed ? "FINISHED" : "FAILED"),
      "end_time": .integer(Int(story.ended?.milliseconds ?? 0)),
    ])
  }
}

extension JSON {
  fileprivate static func tag(_ key: String, _ value: String) -> JSON {
    .object(["key": .text(key), "value": .text(value)])
  }

  /// The name with `_` for every character that MLflow refuses.
  fileprivate static func mlflowKey(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber || "_-. /:".contains($0) ? $0 : "_" })
  }
}
