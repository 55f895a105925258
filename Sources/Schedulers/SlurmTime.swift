import Processes

/// How long a job of Slurm's has.
package enum SlurmTime {
  /// The time that is left to the Slurm job that this process runs in; nil where it runs in none, there is
  /// no limit, or Slurm does not say.
  ///
  /// Some versions, such as 22.05, do not tell jobs their end (`SLURM_JOB_END_TIME`): one under its
  /// partition's limit has to ask.
  package static func left(in environment: [String: String]) -> Duration? {
    guard let job = environment["SLURM_JOB_ID"], !job.isEmpty, job.allSatisfy(\.isNumber),
      let program = Command.path(of: "squeue", in: environment["PATH"])
    else { return nil }
    let squeue = Command(
      program, arguments: ["--noheader", "--format=%L", "--jobs=\(job)"],
      environment: environment)
    guard let said = try? squeue.output(within: .seconds(10)), said.status == .exited(0),
      let line = said.output.split(whereSeparator: \.isNewline).first
    else { return nil }
    return duration(line.filter { $0 != " " })
  }

  /// `1-02:03:04`, `02:03:04`, `3:04` or `0:59`; nil for words such as `UNLIMITED` and `NOT_SET`.
  static func duration(_ text: String) -> Duration? {
    let halves = text.split(separator: "-")
    guard (1...2).contains(halves.count), let clock = halves.last else { return nil }
    let days = halves.count == 2 ? Int(halves[0]) : 0
    let numbers = clock.split(separator: ":").map { Int($0) }
    guard let days, (2...3).contains(numbers.count), days < 1 << 20 else { return nil }
    var seconds = 0
    for number in numbers {
      guard let number, (0..<1 << 20).contains(number) else { return nil }
      seconds = seconds * 60 + number
    }
    return .seconds(days * 86_400 + seconds)
  }
}
