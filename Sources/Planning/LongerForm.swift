import Documents
import Hashing
package import Processes
import Reports
import Results
package import Runtime
import Specs
package import Store
package import Sweeps
import Trials

/// A longer form of a sweep that a results file holds.
package struct LongerForm {
  /// The spec's text with the changes in it.
  package let text: String
  /// The changes from the form before, as `--set` takes them.
  package let changes: [String]
  private let sweep: Sweep

  /// - Throws: `DocumentError` where the sweep cannot be extended so.
  package init(
    of sweep: RecordedSweep, replicates: Int?, configurations: Int?, words: [String]
  ) throws {
    changes = try SpecExtension(
      of: sweep.specText, replicates: replicates, configurations: configurations, words: words
    ).changes
    text = try changes.map { try Overriding("--set \($0)", $0) }
      .written(into: sweep.specText, of: "sweep '\(sweep.name)'")
    self.sweep = try Spec(text).sweep
  }

  /// Whether its configurations are decided as it runs.
  package var learns: Bool { sweep.search?.method.learns ?? false }

  /// Whether its trials are dealt as it runs.
  package var asksInSteps: Bool { sweep.asksInSteps }

  /// Works it out.
  ///
  /// - Parameter file: the spec's, beside which its program and data lie; nil for the working directory.
  package func prepared(besides file: String?, resultsPath: String) throws(UserError)
    -> PlannedSweep
  {
    do throws(UserError) {
      return try PlannedSweep(
        file ?? "sweep '\(sweep.name)'", text: text,
        folder: file.map(Path.parent(of:)) ?? ".", resultsPath: resultsPath)
    } catch {
      guard file == nil else { throw error }
      throw UserError(
        error.message
          + "; if its program and data lie elsewhere, name the spec that lies beside them",
        exitCode: error.exitCode, cause: error.cause)
    }
  }

  /// The command line that trains it. The spec may be older than all that was set since.
  package func line(running file: String?, in results: String) -> String {
    let place = results == ResultsPath.standard ? [] : ["--results", results]
    let former = text.split(separator: "\n").filter { $0.hasPrefix(Overriding.comment) }
    let all = sweep.extensions { key in former.contains { $0.contains(" \(key)=") } }
    let words = ["sweep", "run", file ?? "FILE"] + all.flatMap { ["--set", $0] } + place
    return words.map(\.shellQuoted).joined(separator: " ")
  }
}

extension Sweep {
  /// The values of what an extension can change, as `--set` takes them, of those keys that are meant.
  package func extensions(_ isMeant: (_ key: String) -> Bool) -> [String] {
    var all: [String] = []
    if isMeant("evaluate.replicates") { all.append("evaluate.replicates=\(evaluation.replicates)") }
    if let method = search?.method {
      if isMeant("method.configurations") {
        all.append("method.configurations=\(method.configurations)")
      }
      return all
    }
    for parameter in parameters where isMeant("parameters.\(parameter.name)") {
      let values = parameter.options.map(\.value.json).joined(separator: ", ")
      all.append("parameters.\(parameter.name)=[\(values)]")
    }
    return all
  }
}

extension PlannedSweep {
  /// Works out a longer form of this sweep, for a coordinator that runs it.
  ///
  /// - Parameters:
  ///   - text: the longer form's.
  ///   - resultsPath: where trained networks are that the spec begins with.
  package func extended(by text: String, resultsPath: String) -> PlannedExtension {
    guard plan.sweep.choice == nil, plan.sweep.evaluation.outer == nil else {
      let what =
        plan.sweep.evaluation.outer == nil
        ? "the best are being confirmed" : "the choice is being measured on outer folds"
      return .refused(
        "\(what), and what is asked for comes before that; 'sweep stop' ends the run, what is trained stays,"
          + " and then it can be extended")
    }
    guard plan.sweep.halving == nil || plan.sweep.search?.method.learns != true else {
      return .refused(
        "a search with halving is extended while nobody runs it; 'sweep stop' ends the run, what is trained"
          + " stays, and then it can be extended")
    }
    do throws(UserError) {
      var longer = try PlannedSweep(path, text: text, folder: folder, resultsPath: resultsPath)
      longer.keep(kept)
      let trials = Set(longer.trialsToCompare.map(\.id))
      let lost = trialsToCompare.count { !trials.contains($0.id) }
      guard lost == 0 || !changesBrackets(longer) else {
        throw UserError(
          "with more values, configurations of the grid would be in other brackets; 'sweep stop' ends the"
            + " run, what is trained stays, and then it can be extended")
      }
      guard lost == 0, longer.semantics == semantics else {
        throw UserError(
          "\(counted(lost, "trial")) of the sweep that runs would be \(lost == 1 ? "another" : "others"),"
            + " as its program or its data has changed since it began; stop it, and run the spec with"
            + " these changes")
      }
      return .ready(
        PlanExtension(plan: longer.plan, specText: longer.text, strategy: longer.strategy))
    } catch {
      return .refused(error.message)
    }
  }

  /// Whether configurations that both forms have begin at other rungs there.
  private func changesBrackets(_ longer: PlannedSweep) -> Bool {
    guard let now = plan.sweep.halving, let then = longer.plan.sweep.halving,
      now.brackets != .one
    else { return false }
    let numbers = Dictionary(
      longer.plan.configurations.map { ($0.labels, $0.index) }
    ) { first, _ in first }
    return plan.configurations.contains { configuration in
      numbers[configuration.labels].map {
        then.firstRung(of: $0) != now.firstRung(of: configuration.index)
      } ?? false
    }
  }

  /// The plan's trials; of a search that has decided nothing yet, those of some configuration.
  private var trialsToCompare: [Trial] {
    guard plan.sweep.search?.method.learns == true, let space = plan.sweep.search?.space else {
      return Array(plan.allTrials)
    }
    var plan = plan
    return plan.follow([
      Decision(
        number: 0, kind: .listed, evidence: Digest(of: []), configurations: 0..<1,
        proposals: [space.proposal { _ in 0.5 }])
    ])
  }
}
