import Documents
import Processes
import Reports
import Results
import Store
import Sweeps
import Training
import Trials

extension Command {
  /// Whether file and machine are sound.
  static let doctor = Command(
    name: "doctor", summary: "check the results file, and the machine it is on",
    synopsis: "[options]",
    discussion: """
      Reads all of the results file: whether it is whole, whether every hash is the hash of what it
      stands for, whether every result is the one that was recorded, and whether its history can be.
      Prints a digest of each sweep's results: two files with the same have the same results. Then
      looks at disk, clock and limits of this machine. Disturbs nobody, and changes nothing.
      Exit code 4: the file is damaged.

      Results that break a rule, such as a training of a negative time, are not recorded. An earlier
      version of sweep may have let some in: --repair sets them aside, so that the next run trains
      them again. 'sweep show' still tells of them. Where the file keeps other counts of a sweep than its
      trials come to, --repair counts them again. A file of an earlier version it brings up to date, and
      keeps it beside the new one as it was.
      """,
    example: "sweep doctor --results sweep.sqlite",
    options: [DoctorOptions.repair, .results, .networkDisk, .json]
  ) { arguments in
    if arguments.has(DoctorOptions.repair) { try repair(arguments) }
    let checkup = try Checkup(of: arguments.resultsPath)
    Output.print(arguments.has(.json) ? checkup.json.text + "\n" : checkup.text)
    return checkup.findings.contains(where: \.isDamage) ? .storage : .success
  }
}

private enum DoctorOptions {
  static let repair = Option(
    "--repair", "set aside results that break a rule, and count again what was counted wrongly")
}

/// Sets aside the results that would not be recorded today, and says how many there were.
private func repair(_ arguments: Arguments) throws {
  let path = arguments.resultsPath
  try bringUpToDate(arguments)
  // An open reader keeps the file from being opened for writing.
  let (results, areCountsWrong) = try { () throws in
    let reader = try ResultsReader(at: path)
    return (try reader.resultsThatBreakRules(), try !reader.wrongStandings().isEmpty)
  }()
  guard !results.isEmpty || areCountsWrong else {
    return Output.note("nothing to repair: every result keeps the rules")
  }
  let file = try arguments.resultsFile()
  if areCountsWrong {
    try file.forgetStandings()
    Output.note("counted again how the sweeps stand")
  }
  for (rule, results) in Dictionary(grouping: results, by: \.rule).sorted(by: { $0.key < $1.key }) {
    let opened = try file.setAside(results.map(\.trial), because: "doctor --repair: it \(rule)")
    Output.note("set aside \(counted(opened.count, "result")): each \(rule)")
  }
}

/// Converts the results file if an earlier version wrote it.
private func bringUpToDate(_ arguments: Arguments) throws {
  do throws(StoreError) {
    _ = try ResultsReader(at: arguments.resultsPath)
  } catch let failure where failure.reason == .older {
    // Opening the file for writing converts it.
    _ = try ResultsFile(
      at: arguments.resultsPath, trustsNetwork: arguments.has(.networkDisk))
    Output.note("brought the file up to date; as it was, it is kept beside it")
  } catch {
    // Other errors come up again in the steps that follow.
  }
}

/// The findings of the doctor.
private struct Checkup {
  private struct Sweep {
    let name: String
    let created: String
    let progress: Progress
    let digest: String
  }

  let path: String
  private(set) var findings: [Finding] = []
  private var exists = false
  /// What is wrong with a file that is there and holds nothing.
  private var emptiness: String?
  private var writer: Int?
  private var sweeps: [Sweep] = []
  private var isAheadOfClock = false
  private let disk: FileSystem?
  private let isClockSynchronized = CurrentProcess.isClockSynchronized
  private let descriptors = CurrentProcess.descriptorLimit

  init(of path: String) throws {
    self.path = path
    disk = FileSystem(of: path)
    do throws(StoreError) {
      let file = try ResultsReader(at: path)
      exists = true
      writer = file.writer
      findings = try file.examine { BusyLine.say("examining '\(path)': \($0)") }
      isAheadOfClock = try file.isAheadOfClock
      for sweep in try file.sweeps() {
        sweeps.append(
          Sweep(
            name: sweep.name, created: sweep.created, progress: try file.progress(of: sweep.id),
            digest: "\(try file.resultsDigest(of: sweep.id))"))
      }
    } catch {
      // A machine may be looked at before there is any file; a damaged one is what we are here for.
      switch error.reason {
      case .missing: if Folder.exists(at: path) { emptiness = error.message }
      case .damaged:
        exists = true
        findings.append(Finding(rule: "I8", sentence: error.message, isDamage: true))
      default: throw error
      }
    }
  }

  private var warnings: [String] {
    var warnings: [String] = []
    if let disk, disk.free < 100_000_000 {
      warnings.append("the disk has \(disk.free / 1_000_000) MB left; free some space")
    }
    if let network = disk?.network {
      warnings.append("the file lies on a network's file system (\(network)); use a local disk")
    }
    if isClockSynchronized == false {
      warnings.append(
        "the clock is not synchronized; results do not depend on it, but times may mislead people")
    }
    if isAheadOfClock {
      warnings.append("the file tells of times that are to come: a clock has been set back")
    }
    if let descriptors, descriptors < 4096 {
      warnings.append(
        "\(descriptors) files may be open, and each worker needs two; raise 'ulimit -n'")
    }
    return warnings
  }

  var text: String {
    var lines: [String] = []
    if exists {
      let state = writer.map { "process \($0) writes to it" } ?? "nobody writes to it"
      lines.append("file     '\(path)', \(state)")
    } else {
      lines.append("file     \(emptiness ?? "'\(path)' does not exist yet")")
    }
    for sweep in sweeps {
      let progress = sweep.progress
      lines.append(
        "sweep    \(sweep.name): \(progress.done) of \(progress.trials) trials done,"
          + " \(progress.failed) given up, results \(sweep.digest.prefix(16))")
    }
    lines.append("disk     \(disk.map { "\($0.free / 1_000_000) MB free" } ?? "unknown")")
    lines.append(
      "clock    "
        + (isClockSynchronized.map { $0 ? "synchronized" : "not synchronized" } ?? "unknown"))
    lines.append(
      "limits   \(descriptors.map { "\($0)" } ?? "unknown") open files,"
        + " \(CurrentProcess.processorCount) processors, kernels \(EngineTrainer.kernel)")
    lines += warnings.map { "warning  \($0)" }
    lines += findings.map { "\($0.isDamage ? "damage  " : "warning ") \($0.rule): \($0.sentence)" }
    if exists, findings.isEmpty { lines.append("sound    all that was recorded holds together") }
    return lines.joined(separator: "\n") + "\n"
  }

  var json: JSON {
    .object([
      "path": .text(path), "exists": .boolean(exists), "writer": .optional(writer, JSON.integer),
      "sound": .boolean(!findings.contains(where: \.isDamage)),
      "sweeps": .list(
        sweeps.map { sweep in
          .object([
            "name": .text(sweep.name), "created": .text(sweep.created),
            "trials": .integer(sweep.progress.trials), "done": .integer(sweep.progress.done),
            "failed": .integer(sweep.progress.failed), "digest": .text(sweep.digest),
          ])
        }),
      "findings": .list(
        findings.map { finding in
          .object([
            "rule": .text(finding.rule), "damage": .boolean(finding.isDamage),
            "sentence": .text(finding.sentence),
          ])
        }),
      "warnings": .list(warnings.map(JSON.text)),
      "free": .optional(disk, { .integer($0.free) }),
      "clock_synchronized": .optional(isClockSynchronized, JSON.boolean),
      "open_files": .optional(descriptors, JSON.integer),
      "processors": .integer(CurrentProcess.processorCount),
      "kernel": .text(EngineTrainer.kernel),
    ])
  }
}
