extension Scheduler {
  /// Slurm: `sbatch`, `squeue`, `scancel`.
  package static let slurm = Scheduler(
    name: "slurm", indexVariable: "SLURM_ARRAY_TASK_ID", firstIndex: 0,
    directives: { request in
      let running = request.maximumRunning.map { "%\($0)" } ?? ""
      let range = request.ownIndices
      return
        ([
          "--job-name=\(request.name)", "--array=\(range.lowerBound)-\(range.upperBound)\(running)",
          "--ntasks=1", "--cpus-per-task=\(request.processors)",
          request.mebibytes.map { "--mem=\($0)M" },
          request.time.map { "--time=\($0.clockTime)" },
          request.partition.map { "--partition=\($0)" }, request.account.map { "--account=\($0)" },
          request.constraint.map { "--constraint=\($0)" }, request.gres.map { "--gres=\($0)" },
          // A job that is preempted, or whose node fails, waits again; a minute before its time is up it
          // is told.
          "--requeue", "--open-mode=append", "--signal=B:TERM@60",
          "--output=\(request.logs)/%x-\(request.logPrefix)%a.log",
        ].compactMap(\.self) + request.directives).map { "#SBATCH \($0)" }
    },
    submit: ["sbatch", "--parsable"],
    // `123` or `123;cluster`.
    identifier: { text in
      let first = text.split(whereSeparator: { ";\n".contains($0) }).first
      return first.flatMap { Int($0) }.map(String.init)
    },
    list: { identifier in
      [
        "squeue", "--noheader", "--array", "--states=all", "--format=%i|%T|%r",
        "--jobs=\(identifier)",
      ]
    },
    entries: { text, identifier in
      text.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        let name = parts[0].split(separator: "_")
        guard parts.count == 3, name.first == identifier[...],
          let index = name.last.flatMap({ Int($0) })
        else { return nil }
        return JobEntry(slurm: parts[1], reason: parts[2], index: index)
      }
    },
    cancel: { identifier, index in ["scancel", identifier + (index.map { "_\($0)" } ?? "")] },
    arrayLimit: ArrayLimit(
      refusal: "Invalid job array specification", command: ["scontrol", "show", "config"],
      setting: "MaxArraySize"),
    complaints: [
      (
        "invalid partition specified",
        "Slurm has no partition of this name; 'sinfo --summarize' lists them"
      ),
      (
        "Invalid job array specification",
        "Slurm takes no array with so many jobs ('scontrol show config | grep MaxArraySize' shows how"
          + " many); ask for fewer --workers"
      ),
      (
        "Invalid generic resource",
        "Slurm has no such --gres; 'sinfo -o %G' lists what there is"
      ),
      (
        "Invalid feature specification",
        "Slurm has no nodes with such a --constraint; 'sinfo -o %f' lists what there is"
      ),
      (
        "Requested node configuration is not available",
        "Slurm has no node with as many processors, GPUs or memory; 'sinfo -o \"%n %c %m %G\"' lists them"
      ),
      (
        "Memory specification can not be satisfied",
        "Slurm has no node with as much memory; 'sinfo -o \"%n %m\"' lists them"
      ),
      (
        "Requested time limit is invalid",
        "Slurm allows no job this long there; 'sinfo --summarize' shows how long one may be"
      ),
      (
        "Invalid account",
        "Slurm knows no such account of yours; 'sacctmgr show associations user=$USER' lists them"
      ),
      (
        "Unable to contact slurm controller",
        "Slurm's controller does not answer; 'scontrol ping' tells more"
      ),
    ])
}

extension JobEntry {
  /// Makes an entry of a state of `squeue(1)`.
  fileprivate init(slurm state: String, reason: String, index: Int) {
    let reason = reason == "None" ? "" : SlurmReasons.said(reason)
    switch state {
    case "PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT",
      "SUSPENDED", "STOPPED":
      self.init(index: index, state: .queued, reason: reason)
    case "RUNNING", "COMPLETING", "CONFIGURING", "RESIZING", "SIGNALING", "STAGE_OUT":
      self.init(index: index, state: .running)
    case "COMPLETED":
      self.init(index: index, state: .ended)
    default:
      self.init(
        index: index, state: .lost, reason: reason.isEmpty ? state : "\(state), \(reason)")
    }
  }
}
