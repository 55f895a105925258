import Cluster
import Documents
import Glibc
import Runtime
import Trials

/// Notes what happens in a coordinator's life, and when.
final class Watch {
  private(set) var joined = 0
  private(set) var finished = 0
  private(set) var adopted = 0
  private(set) var lost = 0
  private(set) var firstLease: Moment?
  private(set) var lastJoin = Moment()
  private(set) var lastLoss = Moment()
  /// Called at every picture of the sweep, up to ten times a second.
  var atPicture: () -> Void = {}
  private var lastResult = Moment()
  private let trials: Int

  /// A time, and what all threads of the process had used until then, in seconds.
  struct Moment {
    let time = now()
    let processor = processorTime()
  }

  /// - Parameter trials: with the result of the last of so many, the measured time is over.
  init(trials: Int = 0) { self.trials = trials }

  func take(_ event: CoordinatorLoop.Event) {
    switch event {
    case .recorded(.joined):
      joined += 1
      lastJoin = Moment()
    case .recorded(.leased):
      if firstLease == nil { firstLease = Moment() }
    case .recorded(.finished):
      finished += 1
      if finished == trials { lastResult = Moment() }
    case .recorded(.adopted): adopted += 1
    case .recorded(.lost):
      lost += 1
      lastLoss = Moment()
    case .progress: atPicture()
    case .line(let line): show(line)
    case .door(let event): show("\(event)")
    default: break
    }
  }

  /// Complaints of a worker belong beside the figures, and not into them.
  private func show(_ line: String) {
    let text = line + "\n"
    write(STDERR_FILENO, text, text.utf8.count)
  }

  /// From the first lease to the last result.
  var seconds: Double { lastResult.time - (firstLease?.time ?? .nan) }
  var processorSeconds: Double { lastResult.processor - (firstLease?.processor ?? .nan) }
}

/// The processor time that all threads of this process have used, in seconds.
func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The most memory that this process has had, in bytes.
func peakMemory() -> Double {
  var usage = rusage()
  getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
  return Double(usage.ru_maxrss) * 1024
}

/// Has the coordinator of this process stop at once, as two Ctrl-C do.
func stopCoordinator() {
  kill(getpid(), SIGINT)
  kill(getpid(), SIGTERM)
}
