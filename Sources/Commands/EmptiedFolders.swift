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

  /// Gives them to a trial that has none yet; returns the links that are there, by name, and the right to the
  /// trial's directory, which came with it.
  func give(to trial: String, attempt: Int) -> (links: [String: String], lock: FileLock)? {
    guard let (former, links, lock) = content else { return nil }
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
    return (links, lock)
  }

  /// Empties the directories of a trial and keeps them; false where a program has left a checkpoint or something
  /// that is not known in them, or has changed them. Nothing is taken away where there is a checkpoint.
  ///
  /// - Parameter lock: the right to the trial's directory, which is kept with it.
  func take(
    _ trial: String, attempt: Int, links: [String: String], _ lock: FileLock
  ) -> Bool {
    let (own, checkpoint) = ("\(trial)/\(attempt)", "\(trial)/\(AttemptFiles.checkpoint)")
    guard content == nil, (try? Folder.names(in: checkpoint)) == [],
      let all = try? Folder.names(in: trial), all.count == 3,
      var names = try? Folder.names(in: own),
      let mode = Folder.mode(of: trial), mode == Folder.mode(of: own),
      mode == Folder.mode(of: checkpoint)
    else { return false }
    names.removeAll { name in
      let path = "\(own)/\(name)"
      if EmptiedFolders.rewritten.contains(name) {
        if !Folder.isOrdinaryFile(at: path, in: mode) { Folder.removeFile(at: path) }
        return true
      }
      guard EmptiedFolders.outputs.contains(name) else { return false }
      Folder.removeFile(at: path)
      return true
    }
    guard names == links.keys.sorted(),
      links.allSatisfy({ Folder.target(ofLink: "\(own)/\($0.key)") == $0.value })
    else { return false }
    guard Folder.rename(trial, to: place) else { return false }
    content = (attempt, links, lock)
    return true
  }

  /// The files that every attempt of this process has from the start: the next trial's are written over them.
  private static let rewritten = [AttemptFiles.parameters, AttemptFiles.wandb]
  /// The files of an attempt's output.
  private static let outputs = [MetricSources.metricsFile, MetricSources.outputFile]
}
