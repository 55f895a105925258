import Cluster
import Control
import Documents
import Planning
import Processes
import Results
import Runtime
import Specs
import Store
import Sweeps
import Trials

/// How a sweep of a queue is worked out and coordinated.
struct QueuedSweepRun: Sendable {
  private let queue: QueueFolder
  private let arguments: Arguments

  /// The options of a queue that hold for each of its sweeps.
  static let options: [Option] =
    [RunOptions.grace, .keep, .stale, .networkDisk] + EndCommands.options

  /// - Parameter arguments: of the command line that runs the queue.
  init(_ queue: QueueFolder, _ arguments: Arguments) {
    self.queue = queue
    self.arguments = arguments
  }

  /// Works out a spec's text.
  @Sendable func plan(
    _ spec: String, _ path: String, _ folder: String
  ) -> QueueActions.Planned {
    do {
      let (prepared, results) = try prepared(spec, path, folder)
      let file = try ResultsReader.ifAny(at: results)
      let done = try file.map { try prepared.plan.done(in: $0) } ?? 0
      let workers = try file?.presentWorkers() ?? []
      let total = prepared.plan.expectedTrialCount
      // What a search will ask for is known as it goes.
      let isOpen = prepared.strategy != nil || prepared.plan.sweep.asksInSteps
      return .ready(
        QueuedPlan(
          name: prepared.plan.sweep.name,
          identity: prepared.plan.identity(
            specText: prepared.text, semantics: prepared.semantics),
          needs: QueuedNeeds(
            semantics: prepared.semantics, needs: try prepared.policy(keeping: nil).limits.needs),
          demand: isOpen ? 1 : total - done,
          counts: QueuedCounts(done: done, failed: 0, total: total),
          data: try prepared.servedFiles(),
          workers: workers.map {
            ProcessName(host: $0.worker.host, process: $0.worker.process)
          }))
    } catch {
      return .refused(Main.sentence(for: error))
    }
  }

  /// Coordinates a sweep to its end.
  @Sendable func run(_ sweep: QueuedSweep, _ line: SweepLine) -> QueuedSweep.End {
    do {
      let (prepared, results) = try prepared(sweep.spec, sweep.path, sweep.folder)
      var words = [Option.results.name, results, Option.progress.name, ProgressMode.none.rawValue]
      for option in QueuedSweepRun.options where arguments.has(option) {
        words += [option.name] + (option.value == nil ? [] : arguments.texts(option))
      }
      let own = try Arguments(words, options: Command.serve.options, command: "serve")
      let code = try Coordination(own, of: prepared).run(listening: .queued(line)) { _ in [] }
      switch code {
      case .success: return .complete
      case .trialsFailed: return .failed(nil)
      default: return .stopped
      }
    } catch {
      return .failed(Main.sentence(for: error))
    }
  }

  private func prepared(
    _ spec: String, _ path: String, _ folder: String
  ) throws -> (PlannedSweep, results: String) {
    let name: String
    do throws(DocumentError) {
      name = try Spec(spec).sweep.name
    } catch {
      throw UserError(error, in: path)
    }
    let results = queue.results(of: name)
    var prepared = try PlannedSweep(path, text: spec, folder: folder, resultsPath: results)
    try prepared.chooseConvolution(resultsPath: results)
    return (prepared, results)
  }
}
