import Glibc

/// The library's facts about one of its sets, for a person who asks for the list of sets.
package struct DatasetListing: Sendable {
  /// The name that specs have the set by, such as `digits`.
  package let name: String
  /// The description of the set, in a line.
  package let summary: String
  /// The place where the set was found, or the reason that it was not.
  package let state: State

  /// The place of a set, or the reason that there is none.
  package enum State: Sendable {
    /// Part of the program.
    case embedded(Dataset)
    /// Read from these files, which take so many bytes.
    case found(Dataset, files: [String], bytes: Int)
    /// The set is in none of the folders, or what is there is of no use.
    case refused(DatasetError)
  }
}

extension DatasetLibrary {
  /// Every set there is a name for; those that are found are opened, which decodes them the first
  /// time.
  package func listing() -> [DatasetListing] {
    let embedded = DatasetListing(
      name: "digits", summary: "UCI optical digits of 13 writers", state: .embedded(.digits))
    return [embedded]
      + NamedSet.all.map { set in
        DatasetListing(name: set.name, summary: set.summary, state: state(of: set))
      }
  }

  private func state(of set: NamedSet) -> DatasetListing.State {
    do {
      let files = try locate(set)
      return .found(try open(set), files: files, bytes: files.map(size).reduce(0, +))
    } catch {
      return .refused(error)
    }
  }

  private func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
