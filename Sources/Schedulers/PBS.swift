extension Scheduler {
  /// OpenPBS and PBS Professional: `qsub`, `qstat`, `qdel`.
  package static let pbs = Scheduler(
    name: "pbs", indexVariable: "PBS_ARRAY_INDEX", firstIndex: 0,
    directives: { request in
      let range = request.ownIndices
      let running = request.maximumRunning.map { "%\($0)" } ?? ""
      let memory = request.mebibytes.map { ":mem=\($0)mb" } ?? ""
      let gpus = request.unnamedGPUs > 0 ? ":ngpus=\(request.unnamedGPUs)" : ""
      let resources = memory + gpus + (request.resources.map { ":\($0)" } ?? "")
      return
        ([
          "-N \(request.name)",
          // An array of one is none.
          range.count > 1 ? "-J \(range.lowerBound)-\(range.upperBound)\(running)" : nil,
          "-l select=1:ncpus=\(request.processors)\(resources)",
          request.time.map { "-l walltime=\($0.clockTime)" }, request.partition.map { "-q \($0)" },
          request.account.map { "-A \($0)" }, request.constraint.map { "-l \($0)" }, "-r y",
          "-j oe",
          "-o \(request.logs)/",
        ].compactMap(\.self) + request.directives).map { "#PBS \($0)" }
    },
    submit: ["qsub"],
    // `123[].server` or `123.server`.
    identifier: { text in text.split(whereSeparator: \.isWhitespace).first.map(String.init) },
    list: { identifier in ["qstat", "-t", identifier] },
    entries: { text, identifier in
      let number = identifier.prefix { $0.isNumber }
      return text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ")
        guard words.count > 4, words[0].hasPrefix(number) else { return nil }
        let rest = words[0].dropFirst(number.count)
        let index = rest.first == "[" ? Int(rest.dropFirst().prefix { $0.isNumber }) : 0
        // The line of the array itself has no number.
        guard let index, rest.first == "[" || rest.first == "." else { return nil }
        switch words[4] {
        case "Q", "H", "W", "T", "S": return JobEntry(index: index, state: .queued)
        case "R", "E", "B": return JobEntry(index: index, state: .running)
        default: return JobEntry(index: index, state: .ended)
        }
      }
    },
    cancel: { identifier, index in
      guard let index, let bracket = identifier.firstIndex(of: "[") else {
        return ["qdel", identifier]
      }
      return ["qdel", "\(identifier[...bracket])\(index)\(identifier[bracket...].dropFirst())"]
    },
    complaints: [
      ("Unknown queue", "PBS has no queue of this name; 'qstat -Q' lists them"),
      (
        "Job violates queue and/or server resource limits",
        "PBS allows no job this large or long there; 'qstat -Qf' shows the limits"
      ),
    ])
}
