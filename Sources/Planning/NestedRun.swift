import Processes
package import Results
import Search
import Specs
import Store
import Sweeps
import Trials

/// The parts of a nested evaluation: for each outer fold the whole choice without its rows, and what measures
/// the pick on them.
///
/// Each is a sweep of its own in the results file, whose spec is that of the sweep with the outer fold in it.
/// The configuration that was picked is on record before it is trained, and stands.
package struct NestedRun {
  private let sweep: PlannedSweep
  /// The number of outer folds; they count from 0.
  package let folds: Int

  /// Makes the run; nil where the spec asks for no nested evaluation.
  package init?(of prepared: PlannedSweep, _ recorded: SweepReader) throws {
    guard let nesting = prepared.plan.sweep.nesting else { return nil }
    sweep = try prepared.latest(recorded)
    folds = nesting.folds
  }

  /// The choice without the rows of an outer fold, worked out.
  package func choosing(withoutFold fold: Int, resultsPath: String) throws -> PlannedSweep {
    try PlannedSweep(
      sweep.path, text: Spec.nested(withoutFold: fold, in: sweep.text), folder: sweep.folder,
      resultsPath: resultsPath)
  }

  /// Plans the sweep that measures the pick of a finished choice, nil where nothing can be picked; with a
  /// sentence for people, where there is something to say.
  package func measuring(
    _ choice: PlannedSweep, resultsPath: String
  ) throws -> (planned: PlannedSweep?, note: String?) {
    let recorded = try SweepReader(path: resultsPath, name: choice.plan.sweep.name)
    let (text, note) = try text(measuring: choice, recorded)
    let planned = try text.map {
      try PlannedSweep(sweep.path, text: $0, folder: sweep.folder, resultsPath: resultsPath)
    }
    return (planned, note)
  }

  private func text(
    measuring choice: PlannedSweep, _ recorded: SweepReader
  ) throws -> (text: String?, note: String?) {
    let best = try recorded.ranking(top: 1)
    if let former = try recorded.pick {
      let isSame = (try? Spec(former.sweep.specText))?.sweep.choice?.numbers == best
      return (
        former.sweep.specText,
        isSame
          ? nil
          : "another configuration of \(choice.plan.sweep.name) would be picked from what is known today;"
            + " what was picked stands"
      )
    }
    guard let number = best.first else {
      return (
        nil,
        "nothing is picked of \(choice.plan.sweep.name), as no configuration has a result in each of its"
          + " trials"
      )
    }
    let chosen = ConfirmedChoice(
      sweep: try recorded.file.identity(of: recorded.sweep.id),
      evidence: try recorded.file.resultsDigest(of: recorded.sweep.id), numbers: best)
    let decisions = try recorded.file.decisions(of: recorded.sweep.id)
    var plan = choice.plan
    if choice.strategy != nil { _ = plan.follow(decisions) }
    return (
      try Spec.nested(measuring: chosen, plan.listed(number, among: decisions), in: choice.text),
      nil
    )
  }
}

extension PlannedSweep {
  /// Works out a part of a nested evaluation, so that its errors are told before anything is trained.
  package func probeNesting(resultsPath: String) throws {
    guard plan.sweep.nesting != nil else { return }
    do {
      _ = try PlannedSweep(
        path, text: Spec.nested(withoutFold: 0, in: text), folder: folder, resultsPath: resultsPath)
    } catch let error as UserError {
      throw error
    } catch {
      throw UserError("\(path): \(error)")
    }
  }
}
