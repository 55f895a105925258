import Processes

/// The folder of the spec, which is read again only where something has come or gone in it.
struct CodeFolder {
  let path: String
  /// The folder of all attempts, which beside the spec belongs to the results; without links in its path.
  let attempts: String
  private var names = FolderCache<[String]>()

  /// The names of entries that the directory has of its own.
  private static let reserved: Set<String> = [
    AttemptFiles.parameters, AttemptFiles.wandb, "wandb",
    MetricSources.metricsFile, MetricSources.outputFile, "__pycache__",
  ]

  init(_ path: String, attempts: String) {
    self.path = path
    self.attempts = attempts
  }

  /// Gives the names of the entries that a program is to find where it starts.
  mutating func linkedNames() throws(SystemError) -> [String] {
    // A folder that is not there is said to be so by who reads it.
    let stamp = FolderStamp(of: path)
    return try names.content(stamp.map { [$0] } ?? []) { [self] () throws(SystemError) in
      let entries = try Folder.names(in: path)
      let results = results(among: entries)
      return entries.filter { !CodeFolder.reserved.contains($0) && !results($0) }
    }
  }

  /// Whether something beside the spec is a results file, or belongs to one: also of another sweep that has
  /// programs at work in the same folder.
  private func results(among entries: [String]) -> (String) -> Bool {
    let suffix = "-attempts"
    var names = ["sweep.sqlite"]
    // Those of another sweep, or of this one where its programs work elsewhere, as on a node of a cluster.
    for mark in [suffix, "-jobs"] {
      names += entries.filter { $0.hasSuffix(mark) }.map { String($0.dropLast(mark.count)) }
    }
    if let slash = attempts.lastIndex(of: "/"), attempts[..<slash] == path[...] {
      let name = attempts[attempts.index(after: slash)...]
      names.append(String(name.hasSuffix(suffix) ? name.dropLast(suffix.count) : name))
    }
    return { name in
      names.contains { name == $0 || name.hasPrefix($0 + "-") || name.hasPrefix($0 + ".") }
    }
  }
}
