extension Scheduler {
  /// Grid Engine and its descendants: `qsub`, `qstat`, `qdel`.
  package static let gridEngine = Scheduler(
    name: "sge", indexVariable: "SGE_TASK_ID", firstIndex: 1,
    directives: { request in
      ([
        "-N \(request.name)",
        "-t \(request.ownIndices.lowerBound + 1)-\(request.ownIndices.upperBound + 1)",
        request.maximumRunning.map { "-tc \($0)" },
        request.processors > 1 ? "-pe smp \(request.processors)" : nil,
        request.time.map { "-l h_rt=\($0.clockTime)" }, request.partition.map { "-q \($0)" },
        request.account.map { "-A \($0)" }, request.constraint.map { "-l \($0)" },
        request.resources.map { "-l \(resources($0))" },
        // No `-notify`: its SIGUSR1 and SIGUSR2 would end a worker that is suspended, or given a minute to go.
        "-S \(request.setup.isEmpty ? "/bin/sh" : "/bin/bash")", "-V", "-r y", "-j y",
        "-o \(request.logs)/",
      ].compactMap(\.self) + request.directives).map { "#$ \($0)" }
    },
    submit: ["qsub", "-terse"],
    // `123.1-16:1` or `123`.
    identifier: { text in
      let number = text.prefix { $0.isNumber }
      return number.isEmpty ? nil : String(number)
    },
    list: { _ in ["qstat"] },
    entries: { text, identifier in
      text.split(separator: "\n").flatMap { line -> [JobEntry] in
        let words = line.split(separator: " ")
        guard words.count > 8, words[0] == identifier[...], let last = words.last else { return [] }
        // One in error stays in the queue until somebody clears it or takes it back.
        let isInError = words[4].contains("E")
        let state: JobEntry.State = words[4].contains("q") ? .queued : .running
        let reason = isInError ? "\(words[4]): 'qstat -j \(identifier)' tells why" : ""
        return indices(last).map { JobEntry(index: $0, state: state, reason: reason) }
      }
    },
    cancel: { identifier, index in
      ["qdel", identifier] + (index.map { ["-t", "\($0)"] } ?? [])
    },
    complaints: [
      (
        "not allowed to run in any queue",
        "Grid Engine has no queue that may run your jobs; 'qselect -U $USER' lists those that may"
      ),
      ("unknown queue", "Grid Engine has no queue of this name; 'qconf -sql' lists them"),
      ("is not a parallel environment", noParallelEnvironment),
      ("requested parallel environment", noParallelEnvironment),
      ("requested project", "Grid Engine has no project of this name; 'qconf -sprjl' lists them"),
      ("unknown resource", "Grid Engine has no resource of this name; 'qconf -sc' lists them"),
      (
        "not allowed to submit jobs",
        "Grid Engine takes no jobs of yours; 'qconf -sconf' has its user_lists"
      ),
    ])

  /// `gpu=1,shm=2` of `gpu:1,shm:2`, as other schedulers have them; what has a type (`gpu:a100:2`) stays.
  private static func resources(_ text: String) -> String {
    text.split(separator: ",").map { resource in
      let parts = resource.split(separator: ":")
      return parts.count == 2 ? parts.joined(separator: "=") : String(resource)
    }.joined(separator: ",")
  }

  private static let noParallelEnvironment =
    "Grid Engine has no parallel environment 'smp' here, which several slots need; 'qconf -spl' lists"
    + " them"

  /// `3`, or `1-16:1` for those that wait together, every second of them as `1-15:2`, or `1,4-6:1`.
  private static func indices(_ text: Substring) -> [Int] {
    text.split(separator: ",").flatMap { part -> [Int] in
      let halves = part.split(separator: ":")
      let range = halves.first?.split(separator: "-").compactMap { Int($0) } ?? []
      let step = halves.count == 2 ? Int(halves[1]) ?? 1 : 1
      guard let first = range.first, let last = range.last, first <= last, step > 0 else {
        return []
      }
      return Array(stride(from: first, through: last, by: step))
    }
  }
}
