import Glibc
import Processes
import Synchronization
import Trials

/// The directories of a trial that is done, emptied for the next one of this process.
///
/// Some file systems take long to make a directory where many have just been taken away: ext4 passes
/// over each of the last seconds, which was two fifths of the time of a trial whose program does nothing.
package final class EmptiedFolders {
  private let place: String
  /// The number of the attempt that they were of, the links in its directory and the right to the trial's; nil
  /// while there are none.
  private var content: (attempt: Int, links: [String: String], lock: FileLock)?

  private static let prefix = "emptied "

  /// - Parameter attempts: the folder of all attempts.
  init(in attempts: String) {
    place = "\(attempts)/\(EmptiedFolders.prefix)\(Leftovers.mark)"
  }

  deinit { remove() }

  /// Takes away those of processes that are gone: a runner is killed while it waits.
  package static func removeAbandoned(in attempts: String) {
    for name in (try? Folder.names(in: attempts)) ?? [] where name.hasPrefix(prefix) {
      let place = "\(attempts)/\(name)"
      guard let lock = try? Folder(place).lock(AttemptFolders.lockFile) else { continue }
      withExtendedLifetime(lock) { Folder.removeAll(at: place) }
    }
  }

  /// Takes them away.
  func remove() {
    guard content != nil else { return }
    Folder.removeAll(at: place)
    content = nil
    RemovalAtEnd.of([])
  }

  /// Gives them to a trial that has none yet; returns the links that are there, by name, and the right to the
  /// trial's directory, which came with it.
  func give(to trial: String, attempt: Int) -> (links: [String: String], lock: FileLock)? {
    guard let (former, links, lock) = content else { return nil }
    let isGiven = Folder.rename(place, to: trial)
    content = nil
    RemovalAtEnd.of([])
    guard isGiven else {
      Folder.removeAll(at: place)
      return nil
    }
    if former != attempt, !Folder.rename("\(trial)/\(former)", to: "\(trial)/\(attempt)") {
      Folder.removeAll(at: "\(trial)/\(former)")
      return nil
    }
    return (links, lock)
  }

  /// Empties the directories of a trial and keeps them; false where a program has left something in them
  /// that is not known, or has changed them.
  ///
  /// - Parameter lock: the right to the trial's directory, which is kept with it.
  func take(
    _ trial: String, attempt: Int, links: [String: String], _ lock: FileLock
  ) -> Bool {
    let (own, checkpoint) = ("\(trial)/\(attempt)", "\(trial)/\(AttemptFolders.checkpoint)")
    for name in EmptiedFolders.output { Folder.removeFile(at: "\(own)/\(name)") }
    guard content == nil, let names = try? Folder.names(in: own),
      names.filter({ !EmptiedFolders.rewritten.contains($0) }) == links.keys.sorted(),
      names.allSatisfy({ links[$0] != nil || EmptiedFolders.isUnchanged("\(own)/\($0)") }),
      links.allSatisfy({ Folder.target(ofLink: "\(own)/\($0.key)") == $0.value }),
      (try? Folder.names(in: checkpoint)) == [],
      let all = try? Folder.names(in: trial), all.count == 3,
      let mode = Folder.mode(of: trial), mode == Folder.mode(of: own),
      mode == Folder.mode(of: checkpoint)
    else { return false }
    // The worker ends a runner that waits by a signal.
    let inner = ["\(attempt)", AttemptFolders.checkpoint, AttemptFolders.lockFile]
    RemovalAtEnd.of(
      names.map { "\(place)/\(attempt)/\($0)" } + inner.map { "\(place)/\($0)" } + [place])
    guard Folder.rename(trial, to: place) else {
      RemovalAtEnd.of([])
      return false
    }
    content = (attempt, links, lock)
    return true
  }

  /// The files that the next attempt writes anew, and those that are this one's output.
  private static let rewritten = [ProgramEnvironment.parametersFile, ProgramEnvironment.wandbFile]
  private static let output = [MetricSources.metricsFile, MetricSources.outputFile]

  /// Whether a file can be written anew as if it had just been made: it has no other name, and the
  /// permissions that files are made with.
  private static func isUnchanged(_ path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0 && facts.st_mode == S_IFREG | 0o666 & ~creationMask
      && facts.st_nlink == 1
  }

  private static let creationMask = {
    let mask = umask(0)
    umask(mask)
    return mask
  }()
}

/// What SIGUSR2 takes away before it ends this process.
private enum RemovalAtEnd {
  private static let turn = Mutex(())
  typealias Paths = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  /// Ends with nil; for the handler, which may allocate nothing.
  nonisolated(unsafe) static var paths: Paths? = nil

  /// Has the signal take away files, and folders that are empty by then, in this order; with none, it ends
  /// the process as ever.
  static func of(_ names: [String]) {
    turn.withLock { _ in set(names) }
  }

  private static func set(_ names: [String]) {
    let former = paths
    if names.isEmpty {
      signal(SIGUSR2, SIG_DFL)
      paths = nil
    } else {
      let next = Paths.allocate(capacity: names.count + 1)
      for (place, name) in names.enumerated() { next[place] = strdup(name) }
      next[names.count] = nil
      paths = next
      signal(SIGUSR2, removeAndEnd)
    }
    var place = former
    while let name = place?.pointee {
      free(name)
      place = place?.advanced(by: 1)
    }
    former?.deallocate()
  }
}

private func removeAndEnd(_ number: Int32) {
  var place = RemovalAtEnd.paths
  while let name = place?.pointee {
    if unlink(name) != 0 { rmdir(name) }
    place = place?.advanced(by: 1)
  }
  signal(number, SIG_DFL)
  raise(number)
}
