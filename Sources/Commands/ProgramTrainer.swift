package import Datasets
import Documents
import Glibc
import Hashing
import Processes
package import Sweeps
package import Training
package import Trials

/// Trains trials by running the program that their spec names.
///
/// A program is started once for each attempt, told what to train by its arguments, its environment
/// and files, and believed what it measures; `sweep help command` has the contract.
package final class ProgramTrainer: TrialTrainer {
  private let library: DatasetLibrary
  private let place: ProgramPlace
  private let emptied: EmptiedFolders
  private var code = CodeWatch()
  private var facts: (data: Document, facts: DataFacts)?
  private var labels: (data: Document, labels: TrueLabels?)?
  /// Where the program of the trials before was: a `PATH` of eight folders takes as many questions.
  private var found: (program: String, path: String)?
  private var splits: (evaluation: Evaluation, splits: [Split])?
  /// Made once the folder of the attempts is there.
  private lazy var beside = CodeFolder(
    place.code, attempts: Folder.absolute(place.attempts) ?? place.attempts)

  /// - Parameters:
  ///   - library: the data sets that specs name.
  ///   - place: the folders of the code and of the attempts.
  package init(_ library: DatasetLibrary, at place: ProgramPlace) {
    self.library = library
    self.place = place
    emptied = EmptiedFolders(in: place.attempts)
  }

  /// Takes away what it keeps for the next trial: there is none any more.
  package func end() { emptied.remove() }

  /// The semantics that results depend on besides the spec, the code and the data.
  package static let semantics = "program 2"

  /// The semantics of earlier versions. Their results stand for ours only where somebody says so.
  ///
  /// 1: metrics of several sources, folders and parts of the data were joined under one name.
  package static let earlierSemantics = ["program 1"]

  /// A metric that every program has which ends well: 0. For those that measure nothing else.
  package static let exitCode = "exit_code"

  /// Starts the program for one attempt and waits for its end.
  ///
  /// - Throws: `Failure`; `unavailable` where no directory can be made for the attempt.
  package func train(
    _ assignment: Assignment, attempt: Int, within limits: TrialLimits,
    checkpoints: any CheckpointExchange, report: (Measurement) -> Void
  ) throws(Failure) -> Outcome {
    let recipe: ProgramRecipe
    do throws(DocumentError) {
      recipe = try ProgramRecipe(assignment.recipe)
    } catch {
      throw Failure(cause: .invalid, message: error.message)
    }
    try checkCode(of: recipe)
    let split = try split(of: assignment)
    let run: Prepared
    do throws(SystemError) {
      run = try prepare(assignment, attempt, limits, recipe, split, checkpoints)
    } catch {
      throw Failure(cause: .unavailable, message: "no directory can be made for it: \(error)")
    }
    return try finish(run, assignment, recipe, checkpoints, report: report)
  }

  /// The preparations for one attempt.
  private struct Prepared {
    let folders: AttemptFolders
    let command: Command
    /// The measurements of the rung before, where the program goes on from there.
    let carried: [Measurement]
    let earlier: [Arbiter.Decision]
    let sources: MetricSources
    let tail: OutputTail
    /// The split of the data that the spec names.
    let split: Split?
    /// The links to files beside the spec; nil where the program starts there.
    let links: CodeLinks?

    /// Leaves the attempt's directory for people to look at.
    func leave() {
      tail.save()
      folders.tidy()
    }

    /// Says so where the program wrote to what all trials share.
    func tellOfWrites() -> String? {
      guard let name = links?.written else { return nil }
      let sentence =
        "'\(name)' beside the spec was written to while the program ran: that name in SWEEP_DIR is a"
        + " link to the one that all trials share, and no metric is read behind it; have the program"
        + " write under a name that is not there, or move '\(name)' away"
      tail.append(Array("\n\(ProgramTrainer.ownLine)\(sentence)\n".utf8), from: .errors)
      return sentence
    }
  }

  /// The prefix of lines that are not the program's, among its output.
  package static let ownLine = "sweep: "

  private func prepare(
    _ assignment: Assignment, _ attempt: Int, _ limits: TrialLimits, _ recipe: ProgramRecipe,
    _ split: Split?, _ checkpoints: any CheckpointExchange
  ) throws(SystemError) -> Prepared {
    let splits = try split.map { (split) throws(SystemError) in
      try SplitFiles(
        split, digest: assignment.splitDigest, scheme: assignment.evaluation.scheme,
        in: place.attempts)
    }
    let folders = try AttemptFolders(
      assignment.trial, attempt: attempt, in: place.attempts, from: emptied)
    let environment = try ProgramEnvironment(
      assignment, attempt: attempt, within: limits, recipe: recipe, folders: folders, place: place,
      splits: splits)
    var command = command(recipe, environment: environment.variables)
    command.directory = recipe.start == .own ? folders.own.path : place.code
    let links =
      recipe.start == .own
      ? try CodeLinks(to: &beside, in: folders.own, with: folders.links) : nil
    if links == nil {
      for name in folders.links.keys { folders.own.remove(name) }
    }
    // Read before the program can write: what earlier attempts measured, where it can go on.
    let former = !folders.areNew && folders.hasCheckpoint ? folders.earlier : []
    let carried = folders.carry(from: assignment.earlier, checkpoints)
    var earlier: [Arbiter.Decision] = []
    for path in former {
      let sources = MetricSources(
        path, recipe, judgedBy: assignment.metric,
        after: earlier.last?.fromZero ?? carried?.fromZero ?? [])
      try ProgramTrainer.read("\(path)/\(MetricSources.outputFile)", into: sources)
      sources.finish()
      earlier.append(sources.decide())
    }
    return Prepared(
      folders: folders, command: command, carried: carried?.measurements ?? [], earlier: earlier,
      sources: MetricSources(
        folders.own.path, recipe, judgedBy: assignment.metric,
        after: earlier.last?.fromZero ?? carried?.fromZero ?? [], untouched: folders.untouched),
      tail: OutputTail("\(folders.own.path)/\(MetricSources.outputFile)"), split: split,
      links: links)
  }

  /// Has sources read what an earlier attempt printed, if it printed anything.
  private static func read(
    _ path: String, into sources: MetricSources
  ) throws(SystemError) {
    let output: RegularFile
    do throws(SystemError) {
      output = try RegularFile(path)
    } catch {
      // Anything but a file that it printed to says nothing; a file not readable now would be left out.
      guard SystemError.isTemporary(error.code) || error.code == EIO else { return }
      throw error
    }
    var offset = 0
    while case let bytes = try output.bytes(from: offset, upTo: 1 << 20), !bytes.isEmpty {
      sources.print(bytes)
      offset += bytes.count
    }
  }

  private func command(_ recipe: ProgramRecipe, environment: [String: String]) -> Command {
    func written(_ word: ProgramRecipe.Word) -> [String] {
      switch word {
      case .text(let text): [text]
      case .file(let path): [path.hasPrefix("/") ? path : "\(place.code)/\(path)"]
      case .variable(let name): [environment[name] ?? name]
      case .arguments(let style): style.words(recipe.parameters)
      case .joined(let parts): [parts.flatMap(written).joined()]
      }
    }
    var words = recipe.words.flatMap(written)
    var command = Command(words.removeFirst(), arguments: words, environment: environment)
    command.path = path(of: command.program)
    command.input = .null
    command.output = .pipe
    command.errorOutput = .pipe
    command.group = .session
    return command
  }

  private func path(of program: String) -> String? {
    if let found, found.program == program, ProgramPlace.exists(found.path) { return found.path }
    let path = Command.path(of: program, in: place.environment["PATH"])
    found = path.map { (program, $0) }
    return path
  }

  private func finish(
    _ run: Prepared, _ assignment: Assignment, _ recipe: ProgramRecipe,
    _ checkpoints: any CheckpointExchange, report: (Measurement) -> Void
  ) throws(Failure) -> Outcome {
    let ending: ProgramRun.Ending
    do throws(SystemError) {
      let program = ProgramRun(tail: run.tail, sources: run.sources, caller: place.caller)
      var progress = ProgramRun.Progress.short
      // A program that looks at SWEEP_UNTIL ends by itself, and may have something to put in order first.
      let timeout = { run.folders.hasCheckpoint ? Duration.seconds(10) : .seconds(1) }
      ending = try program(run.command, timeout: timeout) {
        for measurement in run.sources.takeNews() {
          report(measurement)
          if let until = assignment.until, measurement.epoch >= until,
            measurement.metrics[assignment.metric.name] != nil
          {
            progress = progress == .short && measurement.epoch == until ? .enough : .more
          }
        }
        return progress
      }
    } catch {
      run.folders.removeAll(keepingFor: emptied, links: run.links?.links ?? [:])
      throw Failure(
        cause: .unavailable,
        message: "the program '\(run.command.program)' cannot be started here: \(error.message)")
    }
    // The runner may be killed before the result is safe: another attempt goes on from the checkpoint then.
    if run.folders.hasCheckpoint { run.tail.save() }
    let written = run.tellOfWrites()
    if let failure = Failure(ending, tail: run.tail) {
      run.leave()
      throw failure
    }
    let decision = run.sources.decide()
    var measurements = decision.measurements
    // One that had nothing left to do measures nothing any more.
    let first = measurements.first?.epoch ?? .max
    let before = ProgramTrainer.measurements(
      of: [run.carried] + run.earlier.map(\.measurements), before: first)
    let all = before + measurements
    measurements = all.until(assignment.until, assignment.metric.name)
    if assignment.metric.name == ProgramTrainer.exitCode {
      measurements = [Measurement(epoch: 1, metrics: [ProgramTrainer.exitCode: 0])]
    }
    if assignment.metric.name != ProgramTrainer.exitCode,
      let reason = decision.conflict ?? run.sources.unreadable
    {
      run.leave()
      throw Failure(cause: .unmeasured, message: reason, output: run.tail.text)
    }
    guard
      let value = assignment.metric.within(assignment.until).value(of: measurements)
    else {
      run.leave()
      let failure = Failure(
        unmeasured: assignment.metric, among: measurements, told: decision.remarks,
        tables: run.sources.unreadTables(with: assignment.metric.name), tail: run.tail,
        hasPatterns: !recipe.patterns.isEmpty)
      throw Failure(
        cause: failure.cause, message: failure.message + (written.map { "; \($0)" } ?? ""),
        output: failure.output)
    }
    var remarks = decision.remarks
    let rows = value.isFinite ? rows(run, assignment, measurements, &remarks) : nil
    if assignment.until != nil, ending.interruption == nil, run.folders.hasCheckpoint {
      do throws(ProgramCheckpoint.Left) {
        let checkpoint = try ProgramCheckpoint(
          of: assignment.trial, run.folders.checkpoint, measurements: all,
          fromZero: decision.fromZero)
        checkpoints.keep(checkpoint.bytes)
      } catch {
        remarks.append(
          Remark("SWEEP_CHECKPOINT \(error.reason), so it is not handed on to the next rung"))
      }
    }
    run.folders.removeAll(keepingFor: emptied, links: run.links?.links ?? [:])
    return Outcome(
      status: value.isFinite ? .completed : .diverged, measurements: measurements,
      notes: Notes(
        output: run.tail.text,
        program: run.command.path ?? run.command.program,
        resumedAfter: before.last?.epoch, origins: decision.origins, remarks: remarks), rows: rows)
  }

  /// On which rows the program says that it is right, if it says so; why that is not used is a remark.
  private func rows(
    _ run: Prepared, _ assignment: Assignment, _ measurements: [Measurement],
    _ remarks: inout [Remark]
  ) -> CorrectRows? {
    guard assignment.keepsRows, assignment.until == nil, assignment.evaluation.foldCount == 1,
      let measurement = assignment.metric.measurement(of: measurements)
    else { return nil }
    do throws(RowPredictions.Refusal) {
      return try RowPredictions(in: run.folders.own.path)?.correctRows(
        among: run.split?.validation ?? [], of: measurement
      ) { labels(of: assignment) }
    } catch {
      remarks.append(Remark("SWEEP_PREDICTIONS is not used: \(error.reason)"))
      return nil
    }
  }

  /// The true labels of the data; nil where nobody here knows them.
  private func labels(of assignment: Assignment) -> TrueLabels? {
    if let labels, labels.data == assignment.data { return labels.labels }
    let found = TrueLabels(ofProgram: assignment.data, library: library, folder: place.code)
    labels = (assignment.data, found)
    return found
  }

  /// The measurements of earlier attempts before the first epoch of this one; of an epoch that several
  /// measured, the last one counts, as its checkpoint was gone on from.
  private static func measurements(
    of earlier: [[Measurement]], before first: Int
  ) -> [Measurement] {
    var epochs: [Int: Measurement] = [:]
    for measurements in earlier {
      for measurement in measurements where measurement.epoch < first {
        epochs[measurement.epoch] = measurement
      }
    }
    return epochs.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension [Measurement] {
  /// The measurements of a training until an epoch: up to the first from there on that knows the metric that
  /// the sweep is judged by, however soon the program was ended after it.
  fileprivate func until(_ epoch: Int?, _ metric: String) -> [Measurement] {
    guard let epoch, let last = first(where: { $0.epoch >= epoch && $0.metrics[metric] != nil })
    else { return self }
    return filter { $0.epoch <= last.epoch }
  }
}

// MARK: - Code and data as the coordinator has them

extension ProgramTrainer {
  private func checkCode(of recipe: ProgramRecipe) throws(Failure) {
    guard let known = recipe.code else { return }
    do throws(DocumentError) {
      guard try code.digest(of: known, in: place.code) == known.digest else {
        throw DocumentError(
          "the code in '\(place.code)' is not the code that the sweep was started with; run it again"
            + " with the new one, or copy the old one here", at: nil)
      }
    } catch {
      throw Failure(cause: .unavailable, message: error.message)
    }
  }

  /// The rows of the trial's fold; nil where there is no data.
  private func split(of assignment: Assignment) throws(Failure) -> Split? {
    guard assignment.data.content != .null else { return nil }
    let facts = try facts(of: assignment)
    if splits?.evaluation != assignment.evaluation {
      do throws(DocumentError) {
        splits = (assignment.evaluation, try assignment.evaluation.splits(of: facts))
      } catch {
        throw Failure(cause: .invalid, message: error.message)
      }
    }
    guard let splits = splits?.splits, splits.indices.contains(assignment.fold),
      splits[assignment.fold].digest == assignment.splitDigest
    else {
      throw Failure(
        cause: .invalid,
        message: "fold \(assignment.fold) is split otherwise here than by the coordinator")
    }
    return splits[assignment.fold]
  }

  private func facts(of assignment: Assignment) throws(Failure) -> DataFacts {
    if let facts, facts.data == assignment.data { return facts.facts }
    let found: DataFacts
    do throws(DocumentError) {
      found = try DataFacts(ofProgram: assignment.data, library: library, folder: place.code)
    } catch {
      throw Failure(cause: .unavailable, message: error.message)
    }
    guard found.digest == assignment.dataDigest else {
      throw Failure(
        cause: .unavailable,
        message: "the data \(assignment.data.label) of this host differs from the coordinator's;"
          + " copy the coordinator's files")
    }
    facts = (assignment.data, found)
    splits = nil
    return found
  }
}
