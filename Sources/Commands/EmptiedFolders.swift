import Processes
import Synchronization
import Trials

/// The directories of a trial that is done, emptied for the next one of this process.
///
/// Some file systems take long to make a directory where many have just been taken away: ext4 passes
/// over each of the last seconds, which was two fifths of the time of a trial whose program does nothing.
package final class EmptiedFolders {
  private let place: String
  /// The number of the attempt that they were of, and what goes with them; nil while there are none.
  private var content: (attempt: Int, given: Given)?
  /// Whether the trial's directory, the attempt's own and the checkpoint's hold nothing that is not known.
  private var areEmpty = FolderCache<Bool>()

  /// What a trial is given with the directories.
  struct Given {
    /// The links in the attempt's own directory, by name, and where each leads.
    let links: [String: String]
    /// The right to the trial's directory.
    let lock: FileLock
    /// The stamps of the attempt's own directory and of the checkpoint's, as long as nothing of a program is in
    /// them; nil where they have to be read to know that.
    let untouched: (own: FolderStamp, checkpoint: FolderStamp)?
  }

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
      guard let lock = try? Folder(place).lock(AttemptFiles.lock) else { continue }
      withExtendedLifetime(lock) { Folder.removeAll(at: place) }
    }
  }

  /// Takes them away.
  func remove() {
    guard content != nil else { return }
    Folder.removeAll(at: place)
    content = nil
  }

  /// Gives them to a trial that has none yet.
  func give(to trial: String, attempt: Int) -> Given? {
    guard let (former, given) = content else { return nil }
    let isGiven = Folder.rename(place, to: trial)
    content = nil
    guard isGiven else {
      Folder.removeAll(at: place)
      return nil
    }
    if former != attempt, !Folder.rename("\(trial)/\(former)", to: "\(trial)/\(attempt)") {
      Folder.removeAll(at: "\(trial)/\(former)")
      return nil
    }
    return given
  }

  /// Empties the directories of a trial and keeps them; false where a program has left a checkpoint or something
  /// that is not known in them, or has changed them. Nothing is taken away where there is a checkpoint.
  ///
  /// - Parameter lock: the right to the trial's directory, which is kept with it.
  func take(
    _ trial: String, attempt: Int, links: [String: String], _ lock: FileLock
  ) -> Bool {
    let (own, checkpoint) = ("\(trial)/\(attempt)", "\(trial)/\(AttemptFiles.checkpoint)")
    let stamps = [trial, own, checkpoint].compactMap { FolderStamp(of: $0) }
    guard content == nil, stamps.count == 3, let mode = stamps.first?.mode,
      stamps.allSatisfy({ $0.mode == mode })
    else { return false }
    guard
      areEmpty.content(
        stamps, read: { EmptiedFolders.empty(trial, own, checkpoint, links: links) })
    else { return false }
    for name in EmptiedFolders.rewritten {
      let path = "\(own)/\(name)"
      if !Folder.isOrdinaryFile(at: path, in: mode) { Folder.removeFile(at: path) }
    }
    guard Folder.rename(trial, to: place) else { return false }
    let untouched = areEmpty.isSettled ? (stamps[1], stamps[2]) : nil
    content = (attempt, Given(links: links, lock: lock, untouched: untouched))
    return true
  }

  /// Takes away the files of an attempt's output; false where there is something that is not known.
  private static func empty(
    _ trial: String, _ own: String, _ checkpoint: String, links: [String: String]
  ) -> Bool {
    guard (try? Folder.names(in: checkpoint)) == [], (try? Folder.names(in: trial))?.count == 3,
      var names = try? Folder.names(in: own)
    else { return false }
    names.removeAll { rewritten.contains($0) }
    for name in names where outputs.contains(name) { Folder.removeFile(at: "\(own)/\(name)") }
    names.removeAll { outputs.contains($0) }
    return names == links.keys.sorted()
      && links.allSatisfy { Folder.target(ofLink: "\(own)/\($0.key)") == $0.value }
  }

  /// The files that every attempt of this process has from the start: the next trial's are written over them.
  private static let rewritten = [AttemptFiles.parameters, AttemptFiles.wandb]
  /// The files of an attempt's output.
  private static let outputs = [MetricSources.metricsFile, MetricSources.outputFile]
}
