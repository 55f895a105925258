import Glibc
import Processes
import Sweeps
import Training
import Trials

/// The directories of one attempt at a trial, below the folder of all of them.
///
/// | path | what |
/// |---|---|
/// | `TRIAL/N` | the attempt's own: where it starts, and what is left of one that failed |
/// | `TRIAL/checkpoint` | handed from each attempt of the trial to the next, and from rung to rung |
/// | `TRIAL/carried` | what was measured until the rung before, where it goes on from there |
/// | `splits/HASH` | rows, shared by trials |
struct AttemptFolders {
  let own: Folder
  let checkpoint: Folder
  private let trial: Folder
  private let number: Int
  private let lock: FileLock?
  /// The links that the attempt's own directory had from the start, by name, and where each leads.
  let links: [String: String]

  /// The names of the checkpoint's directory and of the lock in a trial's.
  static let (checkpoint, lockFile) = ("checkpoint", "lock")

  /// - Parameter emptied: directories to be used again; those of a trial that has some are its own.
  init(
    _ trial: TrialID, attempt: Int, in folder: String, from emptied: EmptiedFolders? = nil
  ) throws(SystemError) {
    let place = "\(folder)/\(trial)"
    let given =
      Folder.exists(at: place) ? nil : emptied?.give(to: place, attempt: attempt)
    links = given ?? [:]
    self.trial = try Folder(place)
    number = attempt
    lock = try AttemptFolders.lock(self.trial)
    let path = "\(self.trial.path)/\(attempt)"
    // Left by an attempt of the same number, of a results file that is gone.
    if given == nil, Folder.exists(at: path) { try Folder(path).removeAll() }
    own = try Folder(path)
    checkpoint = try Folder("\(self.trial.path)/\(AttemptFolders.checkpoint)")
  }

  /// Waits for an attempt that is given up and has not ended yet: it may still write its checkpoint. One
  /// that does not end in its time is waited for no longer.
  private static func lock(_ trial: Folder) throws(SystemError) -> FileLock? {
    let clock = ContinuousClock()
    let deadline = clock.now + ProgramRun.grace + .seconds(5)
    while clock.now < deadline {
      if let lock = try trial.lock(lockFile) { return lock }
      _ = try Descriptor.wait(forReadable: [], upTo: .milliseconds(20))
    }
    return nil
  }

  /// Writes a file in the attempt's own directory, over one that may be there.
  ///
  /// The file is not emptied first: ext4 writes one to the disk at once that was.
  func put(_ bytes: [UInt8], to name: String) throws(SystemError) {
    let number = open("\(own.path)/\(name)", O_WRONLY | O_CLOEXEC)
    if number >= 0 {
      defer { close(number) }
      if write(number, bytes, bytes.count) == bytes.count, ftruncate(number, bytes.count) == 0 {
        return
      }
    }
    own.remove(name)
    try own.put(bytes, to: name)
  }

  /// Whether an earlier attempt has left something to go on from.
  var hasCheckpoint: Bool { (try? checkpoint.names())?.isEmpty == false }

  private static let carried = "carried"

  /// Takes over the checkpoint of the trial that ended at the rung before; its files are in the checkpoint
  /// directory then. Nil where there is nothing to go on from.
  ///
  /// - Parameter earlier: the trial at the rung before; nil where there is none.
  func carry(
    from earlier: TrialID?, _ checkpoints: any CheckpointExchange
  ) -> ProgramCheckpoint? {
    guard let earlier else { return nil }
    if hasCheckpoint {
      // An earlier attempt has brought it, or has begun anew.
      let bytes = try? trial.bytes(of: Self.carried)
      return bytes.flatMap { ProgramCheckpoint($0, of: earlier) }
    }
    trial.remove(Self.carried)
    guard let bytes = checkpoints.checkpoint(of: earlier),
      let carried = ProgramCheckpoint(bytes, of: earlier)
    else { return nil }
    do {
      try trial.put(carried.withoutFiles.bytes, to: Self.carried)
      try carried.unpack(into: checkpoint)
      return carried
    } catch {
      trial.remove(Self.carried)
      checkpoint.removeAll()
      _ = try? Folder(checkpoint.path)
      return nil
    }
  }

  /// The directories of earlier attempts, the first one first.
  var earlier: [String] {
    let numbers = (try? trial.names())?.compactMap { Int($0) } ?? []
    return numbers.filter { $0 < number }.sorted().map { "\(trial.path)/\($0)" }
  }

  /// The trial has its result: nothing of it is needed any more.
  ///
  /// - Parameters:
  ///   - emptied: keeps the directories, where they can be used again.
  ///   - links: the links in the attempt's own directory.
  func removeAll(keepingFor emptied: EmptiedFolders, links: [String: String]) {
    if !emptied.take(trial.path, attempt: number, links: links) { trial.removeAll() }
  }

  /// Removes folders that were made and not used: an empty checkpoint says nothing.
  func tidy() { checkpoint.removeIfEmpty() }
}
