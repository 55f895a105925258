/// A file that a data set is read from, and where other machines look for theirs.
package struct DatasetFile: Hashable, Sendable {
  /// The place where another machine looks for the file.
  package enum Place: Hashable, Sendable {
    /// Below one of the folders in which sets are looked for by name.
    case library(String)
    /// Below the folder in which a process starts.
    case workingFolder(String)
    /// At the same path: no other place is looked at.
    case absolute
  }

  /// The file's path on this machine, from the working folder unless it begins with a slash.
  package let path: String
  /// The place where another machine looks for it.
  package let place: Place

  /// Makes a file of its parts; the disk is not read.
  package init(path: String, place: Place) {
    self.path = path
    self.place = place
  }
}

extension DatasetLibrary {
  /// All files of a set; none of the one that is part of the program.
  package func files(
    of reference: DatasetReference
  ) throws(DatasetError) -> [DatasetFile] {
    switch reference {
    case .named(let name), .trainingPart(let name):
      guard let set = NamedSet.all.first(where: { $0.name == name }) else { return [] }
      let folders = set.parts.flatMap { part in part.files.map { _ in part.folder } }
      return zip(folders, try locate(set)).map { folder, path in
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return DatasetFile(path: path, place: .library("\(folder)/\(name)"))
      }
    case .csv(let file):
      return (file.paths + file.indices.flatMap { [$0.training, $0.validation] })
        .map { DatasetFile(asWritten: $0) }
    case .idx(let files):
      let test = files.test.map { [$0.images, $0.labels] } ?? []
      return ([files.images, files.labels] + test).map { DatasetFile(asWritten: $0) }
    case .numpy(let files): return files.paths.map { DatasetFile(asWritten: $0) }
    case .mat(let files):
      return ([files.training] + (files.test.map { [$0] } ?? []))
        .map { DatasetFile(asWritten: $0) }
    }
  }
}

extension DatasetFile {
  /// A file that a spec names by its path.
  ///
  /// - Parameter found: where it lies, if not there.
  package init(asWritten path: String, found: String? = nil) {
    let isInside = !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
    self.init(path: found ?? path, place: isInside ? .workingFolder(path) : .absolute)
  }
}
