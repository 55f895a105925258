import Glibc
import Processes
import Schedulers

/// Keeps as many workers queued or running as the open trials can use.
struct Autoscaler {
  private let scheduler: Scheduler
  private let request: JobRequest
  private let slots: Int
  private let sweep: LaunchedSweep
  private let registry: JobRegistry
  private let inabilities: Inabilities
  private let say: @Sendable (String) -> Void

  /// - Parameter request: all workers that there may be at a time.
  init(
    _ scheduler: Scheduler, _ request: JobRequest, slots: Int, sweep: LaunchedSweep,
    registry: JobRegistry,
    inabilities: Inabilities, say: @escaping @Sendable (String) -> Void
  ) {
    self.scheduler = scheduler
    self.request = request
    self.slots = slots
    self.sweep = sweep
    self.registry = registry
    self.inabilities = inabilities
    self.say = say
  }

  /// A queue is looked at this often.
  private static let pause = Duration.seconds(2)
  private static let longestPause = Duration.seconds(300)

  /// The seconds after the last result after which a worker that still runs has missed the end.
  private static let farewell: UInt32 = 5

  /// Works until no trial is open or nobody coordinates any more; then nothing is left in the queue.
  func keepUp() throws {
    var pause = Autoscaler.pause
    var complaint: String?
    while case let open = try sweep.openTrials(), open > 0, sweep.coordinator() != nil {
      do {
        try fill(upTo: min((open + slots - 1) / slots, request.indices.count))
        pause = Autoscaler.pause
        complaint = nil
      } catch let error as SchedulerError where !error.isFinal {
        // The queue is full, or its scheduler is away for a while: both pass.
        if complaint != error.description {
          say("\(error); trying again, ever more slowly")
        }
        complaint = error.description
        pause = min(pause * 2, Autoscaler.longestPause)
      }
      usleep(UInt32(pause / .microseconds(1)))
    }
    try cancelWaiting()
    guard try sweep.openTrials() == 0 else { return }
    // They went home by themselves, all but those that came too late to be told, or wait again for
    // a node in the place of one that failed.
    sleep(Autoscaler.farewell)
    for record in try records() { try scheduler.cancel(record) }
  }

  /// The number of workers that can train nothing that is enough to know that the next one cannot either.
  private static let enoughInabilities = 3

  /// Hands in what lacks, each number once; one whose worker could train nothing is not tried again.
  ///
  /// - Throws: `NoWorkerCanTrain` once all that have ended say so and none is left.
  private func fill(upTo wanted: Int) throws {
    let busy = try alive()
    let unable = try inabilities.sentences().filter { !busy.contains($0.key) }
    if busy.isEmpty, let (_, sentence) = unable.min(by: { $0.key < $1.key }),
      unable.count >= min(request.indices.count, max(wanted, Autoscaler.enoughInabilities))
    {
      throw NoWorkerCanTrain(count: unable.count, sentence: sentence)
    }
    var free = request.indices.filter { !busy.contains($0) && unable[$0] == nil }
      .prefix(max(0, wanted - busy.count))
    while let first = free.first {
      // One array for numbers in a row.
      var last = first
      while free.contains(last + 1) { last += 1 }
      free = free.drop { $0 <= last }
      var request = request
      request.indices = first...last
      // A job that is not in the registry would be handed in again, and again.
      try scheduler.submit(request) { record in
        try registry.note(record)
        let count = record.indices.count
        say(
          "\(count == 1 ? "1 worker" : "\(count) workers") queued as \(scheduler.name) job"
            + " \(record.identifier)")
      }
    }
  }

  /// The numbers that are queued or running.
  private func alive() throws -> Set<Int> {
    var alive: Set<Int> = []
    for record in try records() {
      let entries = try scheduler.entries(of: record)
      alive.formUnion(entries.filter { $0.state == .queued || $0.state == .running }.map(\.index))
    }
    return alive
  }

  /// Takes back what still waits.
  private func cancelWaiting() throws {
    for record in try records() {
      for entry in try scheduler.entries(of: record) where entry.state == .queued {
        try scheduler.cancel(record, index: entry.index)
      }
    }
  }

  private func records() throws(SystemError) -> [JobRecord] {
    try registry.records().filter { $0.scheduler == scheduler.name }
  }
}

/// The workers of a launch went home without training anything, and more would do the same.
package struct NoWorkerCanTrain: Error, Hashable, Sendable, CustomStringConvertible {
  let count: Int
  let sentence: String

  /// One sentence with the number of workers, the reason that the lowest-numbered of them left, and a remedy.
  package var description: String {
    "no worker that is started so can train: \(count == 1 ? "the one" : "all \(count)") that came"
      + " went home again, as \(sentence); mend that and launch again"
  }
}
