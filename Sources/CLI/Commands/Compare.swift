import Commands
import Documents
import Hashing
import Reports
import Store
import Sweeps

extension Command {
  /// Whether a difference is more than chance.
  static let compare = Command(
    name: "compare", summary: "test whether configurations differ by more than chance",
    synopsis: "[A B] [options]",
    discussion: """
      Without operands, holds every configuration against the one with the best mean. A and B name
      two configurations by parameters, and by the sweep before a colon where it is another one:
      l2=0.001, or digits-l2:l2=0.001; of another results file, by that first: old.sqlite:digits-l2;
      and by the level where noise was put on what is judged: network=deep,salt_and_pepper=0.4.
      Two whole sweeps are compared configuration by configuration. All trials of a sweep are paired: replicate 2 of one
      configuration starts from the same draws and sees the same rows as replicate 2 of every other.
      Over replicates: paired t and Wilcoxon's signed-rank test. Over folds: the corrected resampled
      t test of Nadeau and Bengio. Several comparisons: Holm's adjustment. Where two sweeps have
      other data, other splits or other seeds nothing is paired, and the comparison is refused.
      """,
    example: "sweep compare l2=0 l2=0.001",
    options: SummaryOptions.all + [.sweep, .results, .json], operands: 0...2
  ) { arguments in
    let options = try SummaryOptions(arguments)
    switch arguments.operands.count {
    case 0:
      Output.print(
        try ComparisonReport(try Recorded(arguments).table(options)), asJSON: arguments.has(.json))
    case 2:
      try compare(arguments, options)
    default:
      throw UserError("compare takes two configurations or none; see 'sweep help compare'")
    }
    return .success
  }

  private static func compare(_ arguments: Arguments, _ options: SummaryOptions) throws {
    let asJSON = arguments.has(.json)
    let names = try arguments.operands.map { operand in
      try ConfigurationName(operand) { try Recorded(arguments) }
    }
    let (a, b) = (names[0].recorded, names[1].recorded)
    try a.refuseUnpaired(with: b)
    let tables = (try a.table(options), try b.table(options, like: a.sweep))
    if names.allSatisfy(\.isWholeSweep), a.sweep.configurationCount > 1 {
      return Output.print(try MatchReport(tables.0, tables.1), asJSON: asJSON)
    }
    let report = try PairReport(
      try names[0].contender(of: tables.0, at: a.levelTable(options)),
      try names[1].contender(of: tables.1, at: b.levelTable(options, like: a.sweep)))
    Output.print(report, asJSON: asJSON)
  }
}

extension ConfigurationName {
  /// The configuration, at a level of noise if it names one.
  fileprivate func contender(
    of table: SummaryTable, at levels: SummaryTable?
  ) throws -> Contender {
    if let levels, let axis = recorded.levels?.kind, names(axis) {
      let place = try configuration(levels.parameters, levels.rows.map(\.labels))
      return Contender(levels.rows[place].configuration, of: levels)
    }
    return Contender(try configuration(), of: table)
  }
}

extension Recorded {
  /// What two sweeps have to share for their trials to be paired.
  struct Pairing: Hashable, Sendable {
    let data: Digest
    let splits: [Digest]
    let seed: UInt64
    /// The version of the engine that trained them; nil of a program: then folds and replicates are
    /// what is common, and no draws.
    let engine: String?
  }

  var pairing: Pairing {
    get throws {
      Pairing(
        data: sweep.dataDigest, splits: try file.splitDigests(of: sweep.id),
        seed: sweep.evaluation.seed,
        engine: sweep.semantics == ProgramTrainer.semantics ? nil : sweep.semantics)
    }
  }

  /// Says why no trial of one sweep is the partner of one of the other, if so it is.
  fileprivate func refuseUnpaired(with other: Recorded) throws {
    let (ours, theirs) = (try pairing, try other.pairing)
    let reason: String? =
      if ours.data != theirs.data {
        "their data differ (\(sweep.data) and \(other.sweep.data))"
      } else if ours.splits != theirs.splits {
        "their splits differ: one validates on rows that the other trains on"
      } else if ours.seed != theirs.seed {
        "their seeds differ (\(ours.seed) and \(theirs.seed)): replicates start from other draws"
      } else if let our = ours.engine, let their = theirs.engine, our != their {
        "other versions of the engine trained them (\(our) and \(their))"
      } else {
        nil
      }
    guard let reason else { return }
    throw UserError(
      "trials of \(sweep.name) and \(other.sweep.name) are not paired: \(reason); run both with the"
        + " same data, evaluate and seed")
  }
}
