import Cluster
import Hashing
import Processes
package import Sweeps
import Trials

/// The checkpoints that trials of a sweep leave, in a folder beside the results file.
///
///     sweep.sqlite
///     sweep.sqlite.checkpoints/0b2f...9c.51aa...e0.checkpoint     the trial's hash, and the file's
///     sweep.sqlite.checkpoints/0b2f...9c.51aa...e0.part           has not come as a whole yet
///
/// They spare time and nothing else: what is missing here, cut short or altered is noticed by its hash, and
/// trained anew. So nothing of them is in the results file, no disk is waited for, and a disk that is full
/// takes none.
package final class CheckpointFolder {
  private struct File {
    let digest: Digest
    /// Bytes; of one that has not come as a whole, of all of it.
    let size: Int
    var isWhole: Bool
    /// Bytes that have come.
    var grown = 0
    /// When the first piece of it came.
    var begunAt = Duration.zero
    /// When the last piece of it came.
    var grewAt = Duration.zero

    /// Whether it is worth waiting for: one that has not grown for a while may never be whole, as its worker may
    /// be gone, and one that grows by a few bytes a second keeps the trial at the next rung from training.
    func isAwaited(at now: Duration) -> Bool {
      let seconds = max(.zero, now - begunAt - CheckpointFolder.timeout).components.seconds
      return now - grewAt < CheckpointFolder.timeout
        && grown >= Int(seconds) * CheckpointFolder.slowest
    }
  }

  /// One that has not grown for so long is not waited for.
  private static let timeout = Duration.seconds(5)
  /// Bytes a second; one that comes slower is not waited for.
  private static let slowest = 64 << 10

  private let path: String
  /// Bytes that they may have in all.
  private let limit: Int
  /// One a trial.
  private var files: [TrialID: File] = [:]

  /// Looks for what an earlier coordinator has left.
  ///
  /// - Parameters:
  ///   - results: the path of the results file.
  ///   - limit: how many bytes they may have in all.
  init(beside results: String, limit: Int) {
    path = results + ".checkpoints"
    self.limit = limit
    guard let names = try? Folder.names(in: path) else { return }
    for name in names {
      let parts = name.split(separator: ".")
      if parts.count == 3, parts[2] == "checkpoint", let trial = Digest(hexadecimal: parts[0]),
        let digest = Digest(hexadecimal: parts[1]),
        let size = try? Folder.size(of: "\(path)/\(name)")
      {
        files[TrialID(digest: trial)] = File(digest: digest, size: size, isWhole: true)
      } else if name.hasSuffix(".part") {
        Folder.removeFile(at: "\(path)/\(name)")
      }
    }
  }

  /// Takes away what is left of a sweep in which nothing more is to be trained, as where its coordinator was
  /// killed at the end.
  package static func removeAll(of plan: OpenPlan, beside results: String) {
    CheckpointFolder(beside: results, limit: 0).drop { plan.number(of: $0) != nil }
  }

  private func path(of trial: TrialID, _ file: File) -> String {
    "\(path)/\(trial.digest).\(file.digest).\(file.isWhole ? "checkpoint" : "part")"
  }

  // MARK: - Going up

  /// Takes the next piece of the checkpoint of a trial.
  ///
  /// - Parameter worth: how much a trial's is worth; nil where nobody needs it any more.
  /// - Returns: how many bytes are there; nil where it is not wanted.
  func take(
    _ piece: CheckpointPiece, of trial: TrialID, at now: Duration,
    worth: (TrialID) -> CheckpointWorth?
  ) -> Int? {
    if files[trial]?.digest != piece.digest { drop(trial) }
    if let file = files[trial], file.isWhole { return file.size }
    guard files[trial] != nil || makeRoom(for: piece.size, of: trial, worth: worth) else {
      return nil
    }
    var file =
      files[trial]
      ?? File(digest: piece.digest, size: piece.size, isWhole: false, begunAt: now)
    file.grewAt = now
    do {
      _ = try Folder(path)
      var draft = try Draft(at: path(of: trial, file), upTo: piece.size)
      files[trial] = file
      // The size so far is told again: then the next piece is the right one.
      guard piece.offset == draft.size else { return draft.size }
      try draft.append(piece.bytes)
      let size = draft.size
      files[trial]?.grown = size
      if size == piece.size {
        files[trial]?.isWhole = true
        try draft.finish(
          as: path(of: trial, File(digest: piece.digest, size: size, isWhole: true)),
          survivesPowerCut: false)
      }
      return size
    } catch {
      drop(trial)
      return nil
    }
  }

  /// Lets go of those that are worth least until there is room.
  private func makeRoom(
    for size: Int, of trial: TrialID, worth: (TrialID) -> CheckpointWorth?
  ) -> Bool {
    guard size <= limit, let own = worth(trial) else { return false }
    while files.values.reduce(size, { $0 + $1.size }) > limit {
      let worths = files.keys.map { (trial: $0, worth: worth($0)) }
      let useless = worths.first { $0.worth == nil }?.trial
      let least = worths.min { ($0.worth ?? own) < ($1.worth ?? own) }
      guard let victim = useless ?? least.flatMap({ $0.worth ?? own < own ? $0.trial : nil })
      else { return false }
      drop(victim)
    }
    return true
  }

  /// Nobody needs it any more.
  func drop(_ trial: TrialID) {
    guard let file = files.removeValue(forKey: trial) else { return }
    // One that has just become whole may still have its former name.
    Folder.removeFile(at: path(of: trial, file))
    Folder.removeFile(
      at: path(of: trial, File(digest: file.digest, size: file.size, isWhole: false)))
  }

  /// Lets go of those of which this is so, and of the folder if nothing is left in it.
  func drop(where isUseless: (TrialID) -> Bool) {
    for trial in files.keys where isUseless(trial) { drop(trial) }
    if files.isEmpty { Folder.removeEmpty(at: path) }
  }

  var isEmpty: Bool { files.isEmpty }

  // MARK: - Coming down

  /// Where the checkpoint of a trial is to be had.
  func answer(about trial: TrialID, at now: Duration) -> FileAnswer {
    guard let file = files[trial] else { return .offer([]) }
    guard file.isWhole else { return file.isAwaited(at: now) ? .soon : .offer([]) }
    return .offer([OfferedFile(place: "\(trial.digest)", size: file.size, digest: file.digest)])
  }

  /// A piece of a checkpoint; nil where there is no such file.
  func piece(of digest: Digest, from offset: Int) -> [UInt8]? {
    guard let (trial, file) = files.first(where: { $0.value.digest == digest && $0.value.isWhole })
    else { return nil }
    return try? Folder.bytes(at: path(of: trial, file), from: offset, upTo: WireLimit.piece)
  }
}
