import Documents
import Reports
import Results
import Statistics
import Store
import Sweeps
import Trials

/// The story of one configuration: its trials, and how it fared in a race.
struct ConfigurationStory {
  private let recorded: SweepReader
  private let number: Int
  private let name: String
  private let trials: [TrialRecord]

  /// - Parameter text: its values, such as `l2=0.001,units=32`.
  init(_ text: String, of recorded: SweepReader) throws {
    self.recorded = recorded
    let number = try ConfigurationName(text, in: recorded).number()
    self.number = number
    name = try recorded.configurationName(number)
    var trials: [TrialRecord] = []
    let (sweep, metric) = (recorded.sweep.id, recorded.sweep.metric)
    let own = TrialSelection.configurations([number])
    if recorded.halving != nil {
      try recorded.file.forEachPartialTrial(of: sweep, metric: metric, own) { trials.append($0) }
    }
    trials += try recorded.file.trials(of: sweep, metric: metric, own)
    self.trials = trials
  }

  private var moments: Moments {
    // The last rung's trials count, where trials end at rungs.
    let last = trials.last?.until
    return Moments(
      trials.filter { $0.until == last }
        .compactMap { $0.value.flatMap { $0.isFinite ? $0 : nil } })
  }

  /// How it stands in the race, in a sentence; nil where there is none.
  private var standing: String? {
    get throws {
      if let halving = recorded.halving {
        let isOpen = trials.contains { [.open, .running].contains($0.status) && $0.until == nil }
        return halving.sentence(
          of: number, hasEnded: trials.contains { $0.until == nil } && !isOpen,
          retry: recorded.ownHint("retry --configuration \(name)"))
      }
      guard let race = recorded.race else { return nil }
      if let sentence = try recorded.departure(of: number) { return sentence }
      let state = race.kept.contains(number) ? "was brought back, and stays in" : "is in"
      return "\(state); \(race.progress.sentence)"
    }
  }

  /// The result of its fresh trainings, in a sentence; nil where it was not confirmed.
  private var confirmed: String? {
    get throws {
      guard let confirmation = try recorded.confirmation,
        let place = confirmation.choice.numbers.firstIndex(of: number)
      else { return nil }
      let rank = "chosen as number \(place + 1) of those that are confirmed"
      guard let table = try confirmation.table(),
        let row = table.rows.first(where: { $0.configuration == place }),
        let mean = row.moments.mean
      else { return "\(rank), without a fresh result yet" }
      let spread = row.moments.standardDeviation.map { " ± \($0.significant(2))" } ?? ""
      return
        "\(rank): \(table.metric.name) \(mean.significant(5))\(spread) over"
        + " \(counted(row.moments.count, "fresh \(table.unit.noun)"))"
        + (confirmation.method.isOnTest ? " on the test part" : " on the rows that chose")
    }
  }

  var text: String {
    get throws {
      var lines = ["\(name) of \(recorded.sweep.name)".printable]
      if let reason = recorded.shown.reason(for: number) {
        lines.append("not shown in tables and plots (\(reason.printable))")
      }
      if let standing = try standing { lines.append(standing.printable) }
      if let confirmed = try confirmed { lines.append(confirmed.printable) }
      let counts = TrialStatus.allCases.compactMap { status -> String? in
        let count = trials.count { $0.status == status }
        return count > 0 ? "\(count) \(status.rawValue)" : nil
      }
      lines.append(
        "\(counted(trials.count, "trial"))" + (counts.isEmpty ? "" : ": ")
          + counts.joined(separator: ", "))
      if let mean = moments.mean {
        let spread = moments.standardDeviation.map { " ± \($0.significant(2))" } ?? ""
        lines.append(
          "\(recorded.sweep.metric.name) \(mean.significant(5))\(spread) over"
            + " \(counted(moments.count, "trial"))")
      }
      lines.append("")
      for trial in trials {
        let label = TrialLabel.trial(
          [], [], replicate: trial.replicate, fold: trial.fold, of: recorded.sweep.evaluation)
        let value =
          (trial.until.map { " until epoch \($0)" } ?? "")
          + (trial.value.map { " \(Document.label($0))" } ?? "")
        lines.append("\(trial.id)  \(label): \(trial.status.rawValue)\(value)")
      }
      return lines.joined(separator: "\n") + "\n"
    }
  }

  var json: JSON {
    get throws {
      let departure = recorded.race?.left[number]
      let members: KeyValuePairs<String, JSON> = [
        "sweep": .text(recorded.sweep.name), "configuration": .text(name),
        "left_after_block": .optional(departure?.block, JSON.integer),
        "why": try departure.map { try $0.departure.json { try recorded.configurationName($0) } }
          ?? .null,
        "brought_back": .optional(
          (recorded.race?.kept ?? recorded.halving?.kept)?.contains(number), JSON.boolean),
        "mean": .optional(moments.mean, JSON.number),
        "confirmed": .optional(try confirmed, JSON.text),
        "trials": .list(
          trials.map { trial in
            let members: KeyValuePairs<String, JSON> = [
              "trial": .text("\(trial.id.digest)"), "replicate": .integer(trial.replicate),
              "fold": .integer(trial.fold), "status": .text(trial.status.rawValue),
              "value": .optional(trial.value, JSON.number),
            ]
            return .object(
              members.map { JSON.Member($0.key, $0.value) }
                + (trial.until.map { [JSON.Member("until", .integer($0))] } ?? []))
          }),
      ]
      let rung = recorded.halving.map { [JSON.Member("trained_until", .integer($0.rungs[number]))] }
      return .object(members.map { JSON.Member($0.key, $0.value) } + (rung ?? []))
    }
  }
}
