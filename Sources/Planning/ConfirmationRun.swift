import Documents
package import Processes
import Reports
package import Results
import Search
import Specs
import Store
import Sweeps
import Trials

/// The confirmation of a sweep that is at its end: which configurations are trained again, and how.
///
/// It is a sweep of its own in the results file, whose spec is that of the sweep with the chosen
/// configurations in it. Its registration is the record of the choice, and comes before any lease that
/// follows from it. A choice that is on record stands, also after later results.
package struct ConfirmationRun {
  private let sweep: PlannedSweep
  private let text: String

  /// Chooses what is confirmed.
  ///
  /// - Parameters:
  ///   - prepared: the sweep that is at its end.
  ///   - recorded: the same as its file tells of it.
  /// - Returns: no run where its spec asks for no confirmation or there is nothing to confirm; and a sentence
  ///   for people, where there is something to say.
  package static func next(
    of prepared: PlannedSweep, _ recorded: SweepReader
  ) throws -> (run: ConfirmationRun?, note: String?) {
    guard let confirmation = prepared.plan.sweep.confirmation, prepared.plan.sweep.choice == nil
    else { return (nil, nil) }
    let prepared = try prepared.latest(recorded)
    if let search = try recorded.searchProgress(), search.isOutOfTime,
      search.decided < search.asked
    {
      return (
        nil,
        "nothing is confirmed, as the search ended with its time; the same line without --budget goes on"
      )
    }
    let best = try recorded.ranking(top: confirmation.top)
    if let former = try recorded.confirmation {
      let run = ConfirmationRun(sweep: prepared, text: former.recorded.sweep.specText)
      guard former.choice.numbers != best else { return (run, nil) }
      return (
        run,
        "others would be confirmed from what is known today, as where a trial that was given up has a"
          + " result now; what was chosen stands"
      )
    }
    guard !best.isEmpty else {
      return (nil, "nothing is confirmed, as no configuration has a result in each of its trials")
    }
    let choice = ConfirmedChoice(
      sweep: try recorded.file.identity(of: recorded.sweep.id),
      evidence: try recorded.file.resultsDigest(of: recorded.sweep.id), numbers: best)
    let decisions = try recorded.file.decisions(of: recorded.sweep.id)
    var plan = prepared.plan
    if prepared.strategy != nil { _ = plan.follow(decisions) }
    let text = try Spec.confirming(
      choice, best.map { plan.listed($0, among: decisions) }, in: prepared.text)
    return (ConfirmationRun(sweep: prepared, text: text), nil)
  }

  /// The confirmation, worked out.
  package func prepared(resultsPath: String) throws(UserError) -> PlannedSweep {
    try PlannedSweep(sweep.path, text: text, folder: sweep.folder, resultsPath: resultsPath)
  }
}

extension PlannedSweep {
  /// The form of the sweep that was run last, where it was extended while it ran.
  package func latest(_ recorded: SweepReader) throws(UserError) -> PlannedSweep {
    guard recorded.sweep.specText != text else { return self }
    return try PlannedSweep(
      path, text: recorded.sweep.specText, folder: folder, resultsPath: recorded.file.path)
  }

  /// Plans the confirmation as if the first configuration were to be confirmed, so that its errors are told
  /// before anything is trained. Nil where the spec asks for no confirmation.
  package func probedConfirmation(resultsPath: String) throws(UserError) -> PlannedSweep? {
    guard plan.sweep.confirmation != nil, plan.sweep.choice == nil else { return nil }
    var plan = plan
    var decisions: [Decision] = []
    let nothing = plan.splitDigests[0]
    if strategy != nil, let space = plan.sweep.search?.space {
      decisions = [
        Decision(
          number: 0, kind: .listed, evidence: nothing, configurations: 0..<1,
          proposals: [space.proposal { _ in 0.5 }])
      ]
      _ = plan.follow(decisions)
    }
    let choice = ConfirmedChoice(sweep: nothing, evidence: nothing, numbers: [0])
    do {
      let text = try Spec.confirming(choice, [plan.listed(0, among: decisions)], in: text)
      return try PlannedSweep(path, text: text, folder: folder, resultsPath: resultsPath)
    } catch let error as UserError {
      throw error
    } catch {
      throw UserError("\(path): \(error)")
    }
  }
}

extension SweepReader {
  /// The configurations that would be confirmed from what is known, by their numbers.
  package func ranking(top: Int) throws -> [Int] {
    let settled = try file.values(of: sweep.id, metric: sweep.metric).compactMap {
      trial -> (TrialIndex, Settlement)? in
      let index = TrialIndex(
        configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold)
      switch trial.status {
      case .completed, .diverged:
        return (index, .result(trial.status == .completed ? trial.value : nil, sweep.dataDigest))
      case .failed: return (index, .failed)
      default: return nil
      }
    }
    return ConfirmedRanking(
      top: top, among: shown.numbers, isMaximised: sweep.metric.goal == .maximize,
      settled: settled
    ).best
  }
}
