/// Finds data sets, reads them, and keeps what it decoded for the next process.
package struct DatasetLibrary: Sendable {
  private let searchPath: SearchPath
  private let cache: ArrayCache

  /// A library that looks in `$SWEEP_DATA` (folders separated by colons), in `./data`, and in
  /// `sweep` in the user's cache folder (`$XDG_CACHE_HOME`, else `~/.cache`), and keeps decoded
  /// arrays in the last.
  ///
  /// - Parameter environment: the variables of the process.
  package init(environment: [String: String]) {
    let named = environment["SWEEP_DATA"]?.split(separator: ":").map(String.init) ?? []
    let caches =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.cache" }
    let ours = caches.map { "\($0)/sweep" }
    self.init(
      folders: named + ["./data"] + (ours.map { [$0] } ?? []), cache: ours.map { "\($0)/arrays" },
      temporaryFolder: environment["TMPDIR"] ?? "/tmp")
  }

  /// Where sets are looked for by name, first come, first served; the last is the user's cache, if
  /// there is one.
  package var folders: [String] { searchPath.folders }

  /// A library that looks in these folders and keeps decoded arrays in the cache folder, if any.
  package init(folders: [String], cache: String?, temporaryFolder: String = "/tmp") {
    searchPath = SearchPath(folders: folders)
    self.cache = ArrayCache(folder: cache, temporaryFolder: temporaryFolder)
  }

  /// The set that is meant, decoded at its first use on this machine and mapped at every later one.
  package func open(_ reference: DatasetReference) throws(DatasetError) -> Dataset {
    switch reference {
    case .named("digits"): return .digits
    case .named(let name):
      guard let set = NamedSet.all.first(where: { $0.name == name }) else {
        throw .unknown(name: name, known: ["digits"] + NamedSet.all.map(\.name))
      }
      return try open(set)
    case .trainingPart(let name):
      let whole = try open(.named(name))
      guard whole.form.testRows > 0 else {
        throw .malformed(
          path: "the data set \(name)",
          problem: "has no test part to leave out; write data: \(name)")
      }
      return whole.trainingPart
    case .csv(let file):
      var rows = file
      rows.indices = []
      let dataset = try cache.dataset(
        of: Recipe(
          name: reference.name, files: file.paths, method: "\(DatasetReference.csv(rows))",
          decode: TableSet(file: file).decode))
      return try dataset.listing(file.indices)
    case .idx(let files):
      let labels = 0...(files.classes.map { max($0.count, 1) - 1 } ?? 255)
      let training = [IDXPair(images: files.images, labels: files.labels, accepted: labels)]
      let test =
        files.test.map { [IDXPair(images: $0.images, labels: $0.labels, accepted: labels)] } ?? []
      return try cache.dataset(
        of: Recipe(
          name: reference.name,
          files: (training + test).flatMap { [$0.images, $0.labels] }, method: "\(reference)",
          decode: IDXSet(training: training, test: test, classes: files.classes).decode))
    case .numpy(let files):
      return try cache.dataset(
        of: Recipe(
          name: reference.name, files: files.paths, method: "\(reference)",
          decode: NumPySet(files: files).decode))
    case .mat(let files):
      return try cache.dataset(
        of: Recipe(
          name: reference.name, files: [files.training] + (files.test.map { [$0] } ?? []),
          method: "\(reference)", decode: MATSet(files: files, classes: files.classes).decode))
    }
  }

  func open(_ set: NamedSet) throws(DatasetError) -> Dataset {
    let paths = try locate(set)
    return try cache.dataset(
      of: Recipe(name: set.name, files: paths, method: set.name, decode: set.decoder(paths)))
  }

  /// The files of a set, or the error that says which are missing.
  func locate(_ set: NamedSet) throws(DatasetError) -> [String] {
    var paths: [String] = []
    for part in set.parts {
      switch searchPath.locate(part.files, in: part.folder) {
      case .found(let found): paths += found
      case .missing(let files, let place, let searched):
        throw .missing(name: set.name, files: files, place: place, searched: searched)
      }
    }
    return paths
  }
}
