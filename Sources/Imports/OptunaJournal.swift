import Documents
import Sweeps

/// Optuna's journal file: one operation a line, in JSON.
///
/// Nothing has a number of its own there: studies and trials are counted as they are created.
enum OptunaJournal {
  private struct Study {
    var name: String
    var directions: [Metric.Goal]
    var metricNames: [String]?
    var trials: [Int] = []
    var isDeleted = false
  }

  static func study(
    in text: String, _ options: ImportOptions
  ) throws(ImportError) -> ImportedStudy {
    var studies: [Study] = []
    var trials: [OptunaTrial] = []
    for line in text.split(separator: "\n") {
      // The last line may have been cut short.
      guard let entry = LooseJSON.document(String(line)), let code = entry["op_code"]?.whole else {
        continue
      }
      switch code {
      case 0:
        studies.append(
          Study(
            name: entry["study_name"]?.plainText ?? "study",
            directions: entry["directions"]?.elements.map { $0.whole == 2 ? .maximize : .minimize }
              ?? [.minimize]))
      case 1:
        if let study = entry["study_id"]?.whole, studies.indices.contains(study) {
          studies[study].isDeleted = true
        }
      case 3:
        guard let study = entry["study_id"]?.whole, studies.indices.contains(study) else {
          continue
        }
        if let names = entry["system_attr"]?["study:metric_names"]?.elements {
          studies[study].metricNames = names.compactMap(\.plainText)
        }
      case 4:
        guard let study = entry["study_id"]?.whole, studies.indices.contains(study) else {
          continue
        }
        studies[study].trials.append(trials.count)
        trials.append(created(entry))
      case 5, 6, 7:
        guard let number = entry["trial_id"]?.whole, trials.indices.contains(number) else {
          continue
        }
        update(&trials[number], code, entry)
      default: continue
      }
    }
    let all = studies.filter { !$0.isDeleted }.map { study in
      OptunaStudyFile(
        name: study.name, directions: study.directions, metricNames: study.metricNames,
        trials: study.trials.map { trials[$0] })
    }
    return try OptunaStudyFile.chosen(all, options).imported(options)
  }

  /// A trial, which may come as a whole.
  private static func created(_ entry: Document) -> OptunaTrial {
    var trial = OptunaTrial()
    trial.state = entry["state"].flatMap(state) ?? .running
    let values = entry["values"]?.elements ?? [entry["value"]].compactMap(\.self)
    trial.values = values.map(\.looseNumber)
    // Both are JSON within JSON.
    let parameters = entry["params"].map(unwrapped)
    let distributions = entry["distributions"].map(unwrapped)
    for parameter in parameters?.entries ?? [] {
      let text = distributions?[parameter.key].map { $0.plainText ?? $0.json }
      guard let number = parameter.value.looseNumber,
        let value = text.flatMap({ OptunaDistribution(json: $0) })?.value(number)
      else { continue }
      trial.parameters.append((parameter.key, value))
    }
    for step in entry["intermediate_values"].map(unwrapped)?.entries ?? [] {
      if let number = Int(step.key), let value = step.value.looseNumber {
        trial.intermediates.append((number, value))
      }
    }
    return trial
  }

  private static func unwrapped(_ document: Document) -> Document {
    document.plainText.flatMap(LooseJSON.document) ?? document
  }

  private static func update(_ trial: inout OptunaTrial, _ code: Int, _ entry: Document) {
    switch code {
    case 5:
      guard let name = entry["param_name"]?.plainText,
        let number = entry["param_value_internal"]?.looseNumber,
        let distribution = entry["distribution"],
        let value = OptunaDistribution(json: distribution.plainText ?? distribution.json)?
          .value(number)
      else { return }
      trial.parameters.removeAll { $0.name == name }
      trial.parameters.append((name, value))
    case 6:
      if let state = entry["state"].flatMap(state) { trial.state = state }
      if let values = entry["values"]?.elements, !values.isEmpty {
        trial.values = values.map(\.looseNumber)
      }
    default:
      guard let step = entry["step"]?.whole, let value = entry["intermediate_value"]?.looseNumber
      else { return }
      trial.intermediates.removeAll { $0.step == step }
      trial.intermediates.append((step, value))
    }
  }

  private static func state(_ document: Document) -> OptunaTrial.State? {
    let states: [OptunaTrial.State] = [.running, .complete, .pruned, .failed, .waiting]
    guard let code = document.whole, states.indices.contains(code) else { return nil }
    return states[code]
  }
}

extension Document {
  /// The number, where it is written as a whole one.
  fileprivate var whole: Int? {
    switch content {
    case .integer(let integer): Int(exactly: integer)
    default: nil
    }
  }
}
