import Commands
import Documents
import Hashing
import Processes
import Reports
import Results
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
      Differences to the best: t tests with Tukey's adjustment for all pairs, as the best was chosen
      by the same results. --control NAME holds all against one that was named before anybody looked
      (Dunnett), which sees more; --all holds every one against every other. Over folds the tests are
      corrected for the rows that folds share (Nadeau and Bengio). Two configurations, and two whole sweeps, have paired tests of their own,
      with Holm's adjustment where they are several. --test takes another test than t: Wilcoxon's
      signed ranks, signs, or permutations of signs, exact for few pairs. Where two sweeps have other
      data, other splits or other seeds nothing is paired, and the comparison is refused; of two with
      different numbers of replicates those count that both have.
      """,
    example: "sweep compare --control l2=0",
    options: SummaryOptions.marking + [
      CompareOptions.control, CompareOptions.all, CompareOptions.test, .sweep, .results, .json,
    ], operands: 0...2
  ) { arguments in
    let options = try SummaryOptions(arguments)
    let other = try arguments.choice(
      CompareOptions.test, among: [("t", nil)] + OtherTest.allCases.map { ($0.rawValue, $0) })
    switch arguments.operands.count {
    case 0:
      let recorded = try SweepReader(arguments)
      let control = try arguments.text(CompareOptions.control).map { name in
        try ConfigurationName(name, in: recorded).configuration()
      }
      let table = try recorded.table(options)
      try CompareOptions.refuseRanks(of: table, other ?? nil)
      try recorded.noteHidden()
      if arguments.has(CompareOptions.all) {
        guard control == nil else {
          throw UserError(
            "--all holds all against each other, and --control all against one; leave out one of both"
          )
        }
        Output.print(try AllPairsReport(table, by: other ?? nil), asJSON: arguments.has(.json))
        return .success
      }
      Output.print(
        try ComparisonReport(table, control: control, by: other ?? nil),
        asJSON: arguments.has(.json))
    case 2:
      for option in [CompareOptions.control, CompareOptions.all, .variance]
      where arguments.has(option) {
        throw UserError(
          "\(option.name) has no effect on two that are named; leave out one of both")
      }
      try compare(arguments, options, other ?? nil)
    default:
      throw UserError("compare takes two configurations or none; see 'sweep help compare'")
    }
    return .success
  }

  private static func compare(
    _ arguments: Arguments, _ options: SummaryOptions, _ other: OtherTest?
  ) throws {
    let names = try arguments.operands.map { operand in
      try ConfigurationName(operand) { try SweepReader(arguments) }
    }
    let report = try ConfigurationName.comparison(of: names[0], with: names[1], options, by: other)
    if names.contains(where: \.isWholeSweep) {
      for name in names { try name.recorded.noteHidden() }
    }
    Output.print(report, asJSON: arguments.has(.json))
  }
}

extension ConfigurationName {
  /// Two configurations, or two sweeps configuration by configuration.
  static func comparison(
    of one: ConfigurationName, with another: ConfigurationName, _ options: SummaryOptions,
    by other: OtherTest?
  ) throws -> any Report {
    let (a, b) = (one.recorded, another.recorded)
    try a.refuseUnpaired(with: b)
    // A mean over five replicates is no partner of one over three.
    let shared = min(a.sweep.evaluation.replicates, b.sweep.evaluation.replicates)
    let tables = (
      try a.table(options, replicates: shared),
      try b.table(options, like: a.sweep, replicates: shared)
    )
    try CompareOptions.refuseRanks(of: tables.0, other)
    if one.isWholeSweep, another.isWholeSweep, a.shown.numbers.count > 1 {
      return try MatchReport(tables.0, tables.1, by: other)
    }
    return try PairReport(
      try one.contender(of: tables.0, at: a.levelTable(options)),
      try another.contender(of: tables.1, at: b.levelTable(options, like: a.sweep)), by: other)
  }
}

extension SweepReader {
  /// The report that 'sweep compare' prints without options.
  ///
  /// - Parameter pair: two configurations, or two sweeps of this file; nil for all against the best.
  func comparison(of pair: (String, String)?) throws -> any Report {
    let options = SummaryOptions()
    guard let pair else { return try ComparisonReport(try table(options)) }
    // A viewer of pages has no business with other files.
    let names = try [pair.0, pair.1].map { name in
      try ConfigurationName(name, takesFiles: false) { self }
    }
    return try ConfigurationName.comparison(of: names[0], with: names[1], options, by: nil)
  }
}

/// The options of `compare`.
private enum CompareOptions {
  static let control = Option(
    "--control", value: "NAME", "the configuration to hold all others against, such as l2=0")
  static let all = Option("--all", "hold every configuration against every other")
  static let test = Option(
    "--test", value: "TEST", words: ["t"] + OtherTest.allCases.map(\.rawValue),
    "t (default), wilcoxon, sign or permutation")

  /// Ranks, signs and permutations take pairs for independent, which folds are not.
  static func refuseRanks(of table: SummaryTable, _ other: OtherTest?) throws(UserError) {
    guard let other, table.unit != .replicates, table.evaluation.foldCount > 1 else { return }
    throw UserError(
      "folds share training rows, and the \(other.rawValue) test takes them for independent; leave"
        + " out --test, or take --over replicates for what other seeds do")
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

extension SweepReader {
  /// The facts that two sweeps have to share for their trials to be paired.
  struct Pairing: Hashable, Sendable {
    let data: Digest
    let splits: [Digest]
    let seed: UInt64
    /// The version of the engine that trained them; nil of a program: then folds and replicates are
    /// common, and no draws.
    let engine: String?
  }

  var pairing: Pairing {
    get throws {
      Pairing(
        data: sweep.dataDigest, splits: try file.splitDigests(of: sweep.id),
        seed: sweep.evaluation.seed,
        engine: sweep.semantics == RecipeKind.program.semantics ? nil : sweep.semantics)
    }
  }

  /// Says why no trial of one sweep is the partner of one of the other, if so it is.
  fileprivate func refuseUnpaired(with other: SweepReader) throws {
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
