import Cluster
import Processes

/// Results on a worker's disk, until the coordinator has them on its own.
///
/// A worker that dies with the result of an hour's training leaves it here to the next. The folder
/// has a place for every worker of its host that calls the same coordinator; each takes one that is
/// free. What was trained in less than a second is not kept: to train it again costs no more.
struct Spool {
  private let place: Folder
  private let lock: FileLock

  /// Below this a result is not worth the wait for the disk, in seconds of training.
  private static let worth = 1.0

  /// Takes a place, and what workers that are gone have left in others.
  init(_ path: String) throws(SystemError) {
    let folder = try Folder(path)
    var number = 1
    while true {
      let place = try Folder("\(path)/\(number)")
      if let lock = try place.lock("lock") {
        self.place = place
        self.lock = lock
        break
      }
      number += 1
    }
    for name in try folder.names() where Int(name).map({ $0 != number }) ?? false {
      let other = try Folder("\(path)/\(name)")
      guard let lock = try other.lock("lock") else { continue }
      for file in try Spool.files(in: other) { try other.move(file, to: place) }
      withExtendedLifetime(lock) {}
    }
  }

  /// What is kept here; at first that is what earlier workers left.
  func results() throws(SystemError) -> [Attempt: AttemptResult] {
    var results: [Attempt: AttemptResult] = [:]
    for name in try Spool.files(in: place) {
      var stream = EnvelopeStream()
      stream.append(try place.bytes(of: name))
      if case .result(let attempt, let result)? = (try? stream.next())?.message {
        results[attempt] = result
      } else {
        // Damaged, or of an earlier version: it is trained again.
        place.remove(name)
      }
    }
    return results
  }

  /// Keeps a result; when this returns, it is on the disk.
  func keep(_ result: AttemptResult, of attempt: Attempt) throws(SystemError) {
    guard case .outcome(_, let seconds) = result, seconds >= Spool.worth else { return }
    try place.write(Envelope.onPipe(.result(attempt, result)), to: Spool.name(attempt))
  }

  /// The coordinator has it.
  func forget(_ attempt: Attempt) { place.remove(Spool.name(attempt)) }

  private static func name(_ attempt: Attempt) -> String {
    "\(attempt.trial)-\(attempt.number).result"
  }

  private static func files(in folder: Folder) throws(SystemError) -> [String] {
    try folder.names().filter { $0.hasSuffix(".result") }
  }
}
