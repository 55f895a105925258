import Documents
import Sweeps
import Trials

/// How Optuna keeps a parameter's value: a number, whatever it stands for.
struct OptunaDistribution {
  private let kind: String
  private let choices: [Document]

  /// Reads `{"name": "IntDistribution", "attributes": {...}}`; nil where it is none.
  init?(json text: String) {
    guard let document = LooseJSON.document(text), let name = document["name"]?.plainText else {
      return nil
    }
    kind = name
    choices = document["attributes"]?["choices"]?.elements ?? []
  }

  /// Gives the value that a number stands for; nil for a choice that does not exist.
  func value(_ number: Double) -> Document? {
    if kind == "CategoricalDistribution" {
      guard number >= 0, let place = Int(exactly: number), choices.indices.contains(place) else {
        return nil
      }
      return choices[place]
    }
    if kind.hasPrefix("Int"), let integer = Int64(exactly: number.rounded()) {
      return Document(.integer(integer))
    }
    // Steps leave 0.30000000000000004.
    return Document(.number(Levels.rounded(number, significantDigits: 12)))
  }
}

/// A trial of Optuna, whichever kind of storage it was read from.
struct OptunaTrial {
  enum State: String { case running, complete, pruned, failed, waiting }

  var state = State.running
  var parameters: [(name: String, value: Document)] = []
  /// One an objective; nil where there is none.
  var values: [Double?] = []
  var intermediates: [(step: Int, value: Double)] = []
  var seconds: Double?

  /// The trial as ours; nil of one that has not ended.
  ///
  /// - Parameter names: of the objectives.
  func trial(objectives names: [String], judged: Int) -> ImportedStudy.Trial? {
    let values = parameters.map { ($0.name.parameterName, $0.value) }
    var steps = intermediates.sorted { $0.step < $1.step }.filter { $0.step >= 0 }.map {
      Measurement(epoch: $0.step, metrics: [names[judged]: $0.value])
    }
    switch state {
    case .running, .waiting: return nil
    case .failed:
      return ImportedStudy.Trial(
        values: values, ending: .failed("failed in Optuna"), seconds: seconds)
    case .pruned:
      // It has a value, the last that it reported, which is not what others are judged by.
      let last = steps.last.map { " after step \($0.epoch)" } ?? ""
      return ImportedStudy.Trial(
        values: values, ending: .failed("pruned\(last) in Optuna"), seconds: seconds)
    case .complete:
      var metrics: [String: Double] = [:]
      for (name, value) in zip(names, self.values) { metrics[name] = value ?? .infinity }
      let judgedValue = metrics[names[judged]] ?? .nan
      if let last = steps.last, last.metrics[names[judged]] == judgedValue {
        steps.removeLast()
        steps.append(Measurement(epoch: last.epoch, metrics: metrics))
      } else {
        steps.append(Measurement(epoch: (steps.last?.epoch ?? 0) + 1, metrics: metrics))
      }
      return ImportedStudy.Trial(
        values: values, ending: judgedValue.isFinite ? .completed(steps) : .diverged(steps),
        seconds: seconds)
    }
  }
}
