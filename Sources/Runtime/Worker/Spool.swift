import Cluster
import Processes
import Trials

/// Results on a worker's disk, until the coordinator has them on its own.
///
/// A worker that dies with the result of an hour's training leaves it here to the next. The folder
/// has a place for every worker of its host that calls the same coordinator; each takes one that is
/// free. The result of less than a second of training is not kept: to train it again costs no more.
/// Nothing is made before there is something to keep, and nothing is left when there is nothing more.
final class Spool {
  private let path: String
  private var place: (folder: Folder, lock: FileLock)?

  /// Below this a result is not worth the wait for the disk, in seconds of training.
  private static let worth = 1.0

  /// Looks for what workers that are gone have left in the folder.
  init(_ path: String) throws(SystemError) {
    self.path = path
    if Folder.exists(at: path) { place = try claim() }
  }

  deinit {
    // A folder that stays is no harm: the next worker takes it.
    guard let place, let files = try? Spool.files(in: place.folder), files.isEmpty else { return }
    place.folder.remove("lock")
    place.folder.removeIfEmpty()
    try? Folder(path).removeIfEmpty()
  }

  /// Takes a free place, and what lies in others that are free.
  private func claim() throws(SystemError) -> (folder: Folder, lock: FileLock) {
    var own: (folder: Folder, lock: FileLock)?
    var number = 1
    while own == nil {
      let folder = try Folder("\(path)/\(number)")
      own = try folder.lock("lock").map { (folder, $0) }
      number += 1
    }
    guard let own else { preconditionFailure("numbers do not end") }
    for name in try Folder(path).names() where Int(name) != nil {
      let other = try Folder("\(path)/\(name)")
      guard other != own.folder, let lock = try other.lock("lock") else { continue }
      for file in try Spool.files(in: other) { try other.move(file, to: own.folder) }
      other.remove("lock")
      other.removeIfEmpty()
      withExtendedLifetime(lock) {}
    }
    return own
  }

  /// Gives the results that are kept here; at first those are the ones that earlier workers left.
  func results() throws(SystemError) -> [Attempt: AttemptResult] {
    guard let folder = place?.folder else { return [:] }
    var results: [Attempt: AttemptResult] = [:]
    for name in try Spool.files(in: folder) {
      var stream = EnvelopeStream()
      stream.append(try folder.bytes(of: name))
      if case .result(let attempt, let result)? = (try? stream.next())?.message {
        results[attempt] = result
      } else {
        // Damaged, or of an earlier version: it is trained again.
        folder.remove(name)
      }
    }
    return results
  }

  /// Keeps a result; when this returns, it is on the disk.
  func keep(_ result: AttemptResult, of attempt: Attempt) throws(SystemError) {
    guard case .outcome(_, let seconds) = result, seconds >= Spool.worth else { return }
    if place == nil { place = try claim() }
    try place?.folder.write(Envelope.onPipe(.result(attempt, result)), to: Spool.name(attempt))
  }

  /// The coordinator has it.
  func forget(_ attempt: Attempt) { place?.folder.remove(Spool.name(attempt)) }

  private static func name(_ attempt: Attempt) -> String {
    "\(attempt.trial)-\(attempt.number).result"
  }

  private static func files(in folder: Folder) throws(SystemError) -> [String] {
    try folder.names().filter { $0.hasSuffix(".result") }
  }
}
