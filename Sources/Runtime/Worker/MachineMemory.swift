import Processes

/// The memory that a worker's trainings may share where nobody says how much: the job's, the
/// container's, or all of the machine's.
package enum MachineMemory {
  /// The bytes that trainings may share; 0 where nothing tells it.
  package static func given(
    in environment: [String: String] = CurrentProcess.environment,
    file: (_ path: String) -> String? = MachineMemory.text
  ) -> Int {
    // Slurm tells its jobs in mebibytes.
    if let job = environment["SLURM_MEM_PER_NODE"].flatMap({ Int($0) }),
      (1...Self.most).contains(job)
    {
      return job << 20
    }
    if let share = environment["SLURM_MEM_PER_CPU"].flatMap({ Int($0) }),
      (1...Self.most).contains(share),
      let processors = environment["SLURM_CPUS_ON_NODE"].flatMap({ Int($0) }),
      (1...1 << 20).contains(processors)
    {
      return share * processors << 20
    }
    let total = file("/proc/meminfo").flatMap(total) ?? 0
    // A container's own group is the root that it sees.
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
      .compactMap { file($0).flatMap { text in Int(text.filter { !$0.isWhitespace }) } }
    return ([total] + limits).filter { $0 > 0 }.min() ?? 0
  }

  /// No machine has so many mebibytes.
  private static let most = 1 << 32

  /// `MemTotal:       32780104 kB`
  private static func total(_ text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
  }

  /// Reads a whole file of the system's; nil where there is none, or it may not be read.
  package static func text(_ path: String) -> String? {
    (try? WholeFile.bytes(at: path)).map { String(decoding: $0, as: UTF8.self) }
  }
}
