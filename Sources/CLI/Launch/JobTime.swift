import Glibc
import Processes
import Schedulers

/// How long a worker has, as it is told or as the scheduler says that started it.
enum JobTime {
  /// The shorter of the two; nil where neither is known.
  static func left(of time: Duration?) -> Duration? {
    // Slurm sets it in its jobs, as seconds since 1970.
    let end = CurrentProcess.environment["SLURM_JOB_END_TIME"].flatMap { Int($0) }
    let left =
      end.map { Duration.seconds($0 - Glibc.time(nil)) }
      ?? SlurmTime.left(in: CurrentProcess.environment)
    return [time, left].compactMap(\.self).min()
  }
}
