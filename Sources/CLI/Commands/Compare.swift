import Commands
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
      l2=0.001, or digits-l2:l2=0.001. All trials of a sweep are paired: replicate 2 of one
      configuration starts from the same draws and sees the same rows as replicate 2 of every other.
      Over replicates: paired t and Wilcoxon's signed-rank test. Over folds: the corrected resampled
      t test of Nadeau and Bengio. Several comparisons: Holm's adjustment. Where two sweeps have
      other data, other splits or other seeds nothing is paired, and the comparison is refused.
      """,
    example: "sweep compare l2=0 l2=0.001",
    options: [.metric, .over, .level, .sweep, .results, .json], operands: 0...2
  ) { arguments in
    let home = try Recorded(arguments)
    guard !arguments.operands.isEmpty else {
      let report = try ComparisonReport(try home.table(arguments))
      Output.print(report, asJSON: arguments.has(.json))
      return .success
    }
    guard arguments.operands.count == 2 else {
      throw UserError("compare takes two configurations or none; see 'sweep help compare'")
    }
    let sweeps = Set(try home.file.sweeps().map(\.name))
    let names = arguments.operands.map { ConfigurationName($0, sweeps: sweeps) }
    let sides = try names.map { try $0.recorded(from: home) }
    try sides[0].refuseUnpaired(with: sides[1])
    let contenders = try zip(names, sides).map { name, side in
      Contender(
        try name.configuration(of: side),
        of: try side.table(arguments, like: sides[0].sweep))
    }
    let report = try PairReport(contenders[0], contenders[1])
    Output.print(report, asJSON: arguments.has(.json))
    return .success
  }
}

extension Recorded {
  /// Whether a program trained it: then folds and replicates are what is common, and no draws.
  private var isOfProgram: Bool { sweep.semantics == ProgramTrainer.semantics }

  /// Says why no trial of one sweep is the partner of one of the other, if so it is.
  fileprivate func refuseUnpaired(with other: Recorded) throws {
    guard sweep.id != other.sweep.id else { return }
    let reason: String? =
      if sweep.dataDigest != other.sweep.dataDigest {
        "their data differ (\(sweep.data) and \(other.sweep.data))"
      } else if try file.splitDigests(of: sweep.id) != other.file.splitDigests(of: other.sweep.id) {
        "their splits differ: one validates on rows that the other trains on"
      } else if sweep.evaluation.seed != other.sweep.evaluation.seed {
        "their seeds differ (\(sweep.evaluation.seed) and \(other.sweep.evaluation.seed)):"
          + " replicates start from other draws"
      } else if sweep.semantics != other.sweep.semantics, !isOfProgram, !other.isOfProgram {
        "other versions of the engine trained them (\(sweep.semantics) and"
          + " \(other.sweep.semantics))"
      } else {
        nil
      }
    guard let reason else { return }
    throw UserError(
      "trials of \(sweep.name) and \(other.sweep.name) are not paired: \(reason); run both with the"
        + " same data, evaluate and seed")
  }
}
