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
/// | `TRIAL/finished` | the checkpoint of a trial that has its result, while it is taken away |
/// | `TRIAL/lock` | held by the attempt: several coordinators of one user may have the same trial |
/// | `splits/HASH` | rows, shared by trials |
struct AttemptFolders {
  let own: Folder
  let checkpoint: Folder
  private let trial: Folder
  private let number: Int
  private let lock: FileLock
  private let untouchedCheckpoint: FolderStamp?
  /// The stamp of the attempt's own directory while nothing of a program is in it; nil where it has to be read to
  /// know that.
  let untouched: FolderStamp?
  /// The links that the attempt's own directory had from the start, by name, and where each leads.
  let links: [String: String]
  /// Whether nothing of an earlier attempt at the trial can be there.
  let areNew: Bool

  /// - Parameters:
  ///   - emptied: directories to be used again; those of a trial that has some are its own.
  ///   - timeout: how long to wait for another attempt at the trial.
  init(
    _ trial: TrialID, attempt: Int, in folder: String, from emptied: EmptiedFolders? = nil,
    timeout: Duration = ProgramRun.grace + .seconds(5)
  ) throws(SystemError) {
    let place = "\(folder)/\(trial)"
    number = attempt
    if let given = emptied?.give(to: place, attempt: attempt) {
      (self.trial, lock, links) = (Folder(made: place), given.lock, given.links)
      own = Folder(made: "\(place)/\(attempt)")
      checkpoint = Folder(made: "\(place)/\(AttemptFiles.checkpoint)")
      areNew = true
      (untouched, untouchedCheckpoint) = (given.untouched?.own, given.untouched?.checkpoint)
    } else {
      (self.trial, lock) = try AttemptFolders.locked(place, in: folder, timeout)
      links = [:]
      // Left by an attempt of the same number, of a results file that is gone.
      Folder.removeAll(at: "\(self.trial.path)/\(attempt)")
      own = try Folder("\(self.trial.path)/\(attempt)")
      checkpoint = try Folder("\(self.trial.path)/\(AttemptFiles.checkpoint)")
      areNew = false
      (untouched, untouchedCheckpoint) = (nil, nil)
    }
  }

  /// Makes a trial's directory and takes the right to it.
  ///
  /// An attempt that is given up and has not ended yet may still write its checkpoint, and another
  /// coordinator may have the same trial: it waits for them, and one that does not end in its time keeps
  /// the directory, so that this attempt has another, from the start.
  private static func locked(
    _ place: String, in folder: String, _ timeout: Duration
  ) throws(SystemError) -> (Folder, FileLock) {
    let clock = ContinuousClock()
    let deadline = clock.now + timeout
    while clock.now < deadline {
      if let locked = try lockIfFree(place, in: folder) { return locked }
      _ = try Descriptor.wait(forReadable: [], upTo: .milliseconds(20))
    }
    var number = 2
    while true {
      if let locked = try lockIfFree("\(place)-\(number)", in: folder) { return locked }
      number += 1
    }
  }

  private static func lockIfFree(
    _ place: String, in attempts: String
  ) throws(SystemError) -> (Folder, FileLock)? {
    do throws(SystemError) {
      let folder = try Folder(place)
      return try folder.lock(AttemptFiles.lock).map { (folder, $0) }
    } catch {
      // Whoever had it took it away since it was made here.
      guard error.code == ENOENT, Folder.exists(at: attempts), !Folder.isLink(at: place) else {
        throw error
      }
      return nil
    }
  }

  /// Whether an earlier attempt has left something to go on from.
  var hasCheckpoint: Bool {
    if let untouchedCheckpoint, FolderStamp(of: checkpoint.path) == untouchedCheckpoint {
      return false
    }
    return (try? checkpoint.names())?.isEmpty == false
  }

  private static let carried = "carried"
  private static let finished = "finished"

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
    guard !emptied.take(trial.path, attempt: number, links: links, lock) else { return }
    // A runner may be killed meanwhile. An attempt that found the checkpoint, and not what was measured on the
    // way to it, would have nothing left to measure: so the checkpoint goes first, and at once.
    if hasCheckpoint {
      let finished = "\(trial.path)/\(Self.finished)"
      Folder.removeAll(at: finished)
      _ = Folder.rename(checkpoint.path, to: finished)
    }
    // The lock goes last: whoever waits for it makes a directory of its own then.
    let names = (try? trial.names()) ?? []
    for name in names where name != AttemptFiles.lock {
      Folder.removeAll(at: "\(trial.path)/\(name)")
    }
    trial.remove(AttemptFiles.lock)
    trial.removeIfEmpty()
  }

  /// Removes folders that were made and not used: an empty checkpoint says nothing.
  func tidy() { checkpoint.removeIfEmpty() }
}
