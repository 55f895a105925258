import Documents
import Reports
import Store
import Sweeps
import Trials

/// The configurations of a sweep that are shown: those that nobody has removed.
///
/// Tables, plots and comparisons number them from 0, so that to them the others are not there.
struct ShownConfigurations {
  /// Their numbers among all of the sweep, in the order of the plan.
  let numbers: [Int]
  /// What was removed, and why.
  let removals: [Removal]
  /// For every configuration of the sweep its place among those shown; nil where all of them are.
  private let places: [Int?]?

  /// - Parameter count: how many configurations the sweep has.
  init(of count: Int, without removals: [Removal]) {
    self.removals = removals.filter { $0.configuration != nil }
    let hidden = Set(removals.compactMap(\.configuration))
    numbers = (0..<count).filter { !hidden.contains($0) }
    guard !hidden.isEmpty else {
      places = nil
      return
    }
    var places: [Int?] = Array(repeating: nil, count: count)
    for (place, number) in numbers.enumerated() { places[number] = place }
    self.places = places
  }

  /// The place of a configuration among those shown; nil for one that is not.
  func place(of number: Int) -> Int? {
    guard let places else { return number }
    return places.indices.contains(number) ? places[number] : nil
  }

  /// Why a configuration is not shown; nil for one that is.
  func reason(for number: Int) -> String? {
    removals.first { $0.configuration == number }?.reason
  }
}

extension Recorded {
  /// The values of the parameters of each configuration that is shown.
  var labels: [[String]] {
    get throws {
      let all = try file.labels(of: sweep.id)
      return shown.removals.isEmpty ? all : shown.numbers.map { all[$0] }
    }
  }

  /// A metric of every trial of the configurations that are shown, in the order of the plan.
  func values(of metric: Metric) throws -> [TrialValue] {
    let all = try file.values(of: sweep.id, metric: metric)
    guard !shown.removals.isEmpty else { return all }
    return all.compactMap { value in
      shown.place(of: value.configuration).map {
        TrialValue(
          configuration: $0, replicate: value.replicate, fold: value.fold, value: value.value,
          status: value.status)
      }
    }
  }

  /// Which configurations are not shown, and why, in one sentence; nil where all are.
  var notShown: String? {
    get throws {
      guard !shown.removals.isEmpty else { return nil }
      let named = try shown.removals.prefix(4).map { removal in
        let labels = try file.labels(of: sweep.id, configuration: removal.configuration ?? 0)
        return "\(TrialLabel.configuration(sweep.parameterNames, labels)) (\(removal.reason))"
      }
      let rest = shown.removals.count - named.count
      return "not shown: " + named.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
  }

  /// Says on standard error which configurations are not shown, where what is printed does not.
  func noteHidden() throws {
    if let sentence = try notShown { Output.note(sentence.printable) }
  }
}
