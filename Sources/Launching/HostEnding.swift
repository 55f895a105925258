package import Hosts
import Processes
import Synchronization

/// Ends workers on hosts, all at the same time.
package enum HostEnding: Sendable {
  /// Finish what is in training, and go.
  case drain
  /// Hand it back, and go at once.
  case stop
  /// The same, and all that was brought there is taken away.
  case clean

  /// - Returns: the failures, a sentence a host.
  package func carryOut(on records: [HostRecord], notedIn registry: HostRegistry) throws -> [String]
  {
    let failures = Mutex<[String]>([])
    try Threads.forEach(records) { record in
      do {
        try carryOut(on: record, notedIn: registry)
      } catch {
        failures.withLock { $0.append("\(record.host.name): \(error)") }
      }
    }
    // In an order that does not depend on who was first.
    return failures.withLock { $0.sorted() }
  }

  private func carryOut(on record: HostRecord, notedIn registry: HostRegistry) throws {
    let job = Job(record.job, through: record.connection, base: "")
    var record = record
    record.note = ""
    switch self {
    case .drain:
      try job.drain()
      record.state = .draining
    case .stop:
      try job.stop()
      record.state = .stopped
    case .clean:
      try job.stop()
      try job.connection.clean()
      return try registry.forget(record.host)
    }
    try registry.note(record)
  }
}
