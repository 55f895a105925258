import Sweeps

/// A study of Optuna, whichever kind of storage it was read from.
struct OptunaStudyFile {
  let name: String
  let directions: [Metric.Goal]
  let metricNames: [String]?
  let trials: [OptunaTrial]

  /// The study of those that a file holds.
  static func chosen(
    _ studies: [OptunaStudyFile], _ options: ImportOptions
  ) throws(ImportError) -> OptunaStudyFile {
    let names = studies.map(\.name).joined(separator: ", ")
    guard let wanted = options.study else {
      guard studies.count < 2 else {
        throw ImportError(
          "the file holds \(studies.count) studies; name one with --study: \(names)")
      }
      guard let only = studies.first else { throw ImportError("the file holds no study") }
      return only
    }
    guard let study = studies.first(where: { $0.name == wanted }) else {
      throw ImportError("the file holds no study '\(wanted)'; it holds \(names)")
    }
    return study
  }

  func imported(_ options: ImportOptions) throws(ImportError) -> ImportedStudy {
    var names = metricNames ?? []
    if names.count != directions.count {
      names = directions.count == 1 ? ["value"] : directions.indices.map { "value_\($0)" }
      if directions.count == 1, let given = options.metric?.name { names = [given] }
    }
    var remarks: [String] = []
    var judged = 0
    if directions.count > 1 {
      guard let wanted = options.metric?.name, let place = names.firstIndex(of: wanted) else {
        throw ImportError(
          "the study has several objectives; say which one judges with --metric, one of"
            + " \(names.joined(separator: ", "))")
      }
      judged = place
      remarks.append("judged by one of \(directions.count) objectives")
    }
    let ended = trials.compactMap { $0.trial(objectives: names, judged: judged) }
    if ended.count < trials.count {
      remarks.append(.leftOut(trials.count - ended.count, "trial"))
    }
    guard !ended.isEmpty else { throw ImportError("the study has no trial that has ended") }
    return ImportedStudy(
      name: name, maker: "Optuna",
      metric: try options.judged(names[judged], goal: directions[judged]),
      trials: ended, remarks: remarks)
  }
}
