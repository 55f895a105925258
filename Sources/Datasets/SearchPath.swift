import Glibc

/// The folders in which sets are looked for by name, first come, first served.
struct SearchPath: Sendable {
  let folders: [String]

  /// Where the files of a set lie.
  enum Result {
    /// The paths, in the order asked for.
    case found([String])
    /// The files that are missing in the place that has most of them, and all places that were searched.
    case missing(files: [String], place: String, searched: [String])
  }

  /// Looks for files in each folder, there in the subfolder first, gzipped or not.
  ///
  /// All of them must lie together: two halves of two copies are no set.
  func locate(_ files: [String], in subfolder: String) -> Result {
    let places = folders.flatMap { ["\($0)/\(subfolder)", $0] }
    var nearest = (place: places.first ?? ".", missing: files)
    for place in places {
      let paths = files.map { path($0, in: place) }
      let missing = zip(files, paths).filter { $0.1 == nil }.map(\.0)
      if missing.isEmpty { return .found(paths.compactMap(\.self)) }
      if missing.count < nearest.missing.count { nearest = (place, missing) }
    }
    return .missing(files: nearest.missing, place: nearest.place, searched: places)
  }

  private func path(_ file: String, in folder: String) -> String? {
    ["\(folder)/\(file).gz", "\(folder)/\(file)"].first { access($0, F_OK) == 0 }
  }
}
