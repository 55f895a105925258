import Glibc

/// The folders in which sets are looked for by name, first come, first served.
struct SearchPath: Sendable {
  let folders: [String]

  /// Where the files of a set lie.
  enum Result {
    /// The paths, in the order asked for.
    case found([String])
    /// What lacks in the folder that has most of them, and all folders that were tried.
    case missing(files: [String], folders: [String])
  }

  /// Looks for files in each folder, there in the subfolder first, gzipped or not.
  ///
  /// All of them must lie together: two halves of two copies are no set.
  func locate(_ files: [String], in subfolder: String) -> Result {
    var tried: [String] = []
    var fewest = files
    for folder in folders {
      for place in ["\(folder)/\(subfolder)", folder] {
        let paths = files.map { path($0, in: place) }
        if !paths.contains(nil) { return .found(paths.compactMap(\.self)) }
        let missing = zip(files, paths).filter { $0.1 == nil }.map(\.0)
        if missing.count < fewest.count { fewest = missing }
        tried.append(place)
      }
    }
    return .missing(files: fewest, folders: tried)
  }

  private func path(_ file: String, in folder: String) -> String? {
    ["\(folder)/\(file).gz", "\(folder)/\(file)"].first { access($0, F_OK) == 0 }
  }
}
