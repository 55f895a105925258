import Hashing
package import Processes
import SQLite
import Sweeps
package import Trials

/// Another chance for trials that were given up and for hosts that were quarantined.
///
/// Only one process writes a results file. While a coordinator does, whoever asks for a pardon leaves
/// it in a file beside, which the coordinator takes away once it has granted it:
///
///     sweep.sqlite-retry
///
///     trial 0b2f...9c
///     host ada
package struct Pardon: Hashable, Sendable {
  /// Those that were given up; others are left as they are.
  package var trials: [TrialID]
  /// As workers call them.
  package var hosts: [String]

  package init(trials: [TrialID] = [], hosts: [String] = []) {
    self.trials = trials
    self.hosts = hosts
  }

  /// The one that waits in a place, if there is one; lines that say nothing of the kind are left
  /// out.
  package init?(waitingAt place: PardonPlace) throws(SystemError) {
    guard place.isTaken else { return nil }
    self.init()
    let text = String(decoding: try place.folder.bytes(of: place.name), as: UTF8.self)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2 else { continue }
      switch words[0] {
      case "trial":
        if let digest = Digest(hexadecimal: words[1]) { trials.append(TrialID(digest: digest)) }
      case "host": hosts.append(words[1])
      default: break
      }
    }
  }

  /// Leaves it in a place; false when another waits there.
  package func leave(at place: PardonPlace) throws(SystemError) -> Bool {
    let lines = trials.map { "trial \($0.digest)\n" } + hosts.map { "host \($0)\n" }
    return try place.folder.write(Array(lines.joined().utf8), toNew: place.name)
  }
}

/// Where a pardon waits for the coordinator that writes a results file.
package struct PardonPlace: Sendable {
  fileprivate let folder: Folder
  fileprivate let name: String

  package init(beside resultsPath: String) throws(SystemError) {
    folder = try Folder(Path.parent(of: resultsPath))
    name = (resultsPath.split(separator: "/").last.map(String.init) ?? resultsPath) + "-retry"
  }

  /// Whether one waits.
  package var isTaken: Bool { Folder.exists(at: "\(folder.path)/\(name)") }

  /// Takes away the one that waits.
  package func clear() { folder.remove(name) }
}

extension ResultsFile {
  /// Grants it where nobody else writes.
  package func grant(_ pardon: Pardon) throws(StoreError) {
    try connection.transaction { () throws(StoreError) in
      for trial in pardon.trials {
        try connection.reopen(try connection.row(in: "trials", of: trial.digest))
      }
      for host in pardon.hosts { try connection.trust(host: host) }
    }
  }
}

extension ResultsReader {
  /// The hosts with workers that get no more work.
  package func quarantinedHosts() throws(StoreError) -> [String] {
    try connection.all(
      "SELECT DISTINCT host FROM workers WHERE quarantined IS NOT NULL ORDER BY host"
    ) { $0.text(0) }
  }
}
