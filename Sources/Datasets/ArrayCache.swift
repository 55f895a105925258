import Glibc
import Hashing

/// Decodes each set once a machine: later processes map the file the first one left.
struct ArrayCache: Sendable {
  /// Where the files of decoded arrays lie; nil for nowhere.
  let folder: String?
  /// Where an array file without a name goes if the folder cannot be written.
  let temporaryFolder: String

  /// The set a recipe makes, decoded only if no earlier process did that.
  ///
  /// A folder that cannot be written (a read-only home, a full disk) is no error: the set is decoded
  /// into a private file. A damaged file and one whose sources have changed are made again.
  func dataset(of recipe: Recipe) throws(DatasetError) -> Dataset {
    let source = try recipe.sourceDigest()
    if let folder {
      let path = "\(folder)/\(recipe.key)"
      if let dataset = map(path, source, recipe) { return dataset }
      do {
        return try make(path, in: folder, source, recipe)
      } catch .unstorable {
        // Nothing is lost but the sharing.
      } catch {
        throw error
      }
    }
    return try makePrivately(source, recipe)
  }

  private func map(_ path: String, _ source: Digest, _ recipe: Recipe) -> Dataset? {
    File(path, O_RDONLY).flatMap { ArrayFile.map($0, source: source, name: recipe.name) }
  }

  private func make(
    _ path: String, in folder: String, _ source: Digest, _ recipe: Recipe
  ) throws(DatasetError) -> Dataset {
    makeFolders(folder)
    // One process decodes; the others wait and find its file. The lock ends with its holder.
    guard let lock = File(folder, O_RDONLY | O_DIRECTORY), flock(lock.descriptor, LOCK_EX) == 0
    else { throw .unstorable(path: folder, reason: .ofSystem) }
    defer { flock(lock.descriptor, LOCK_UN) }
    if let dataset = map(path, source, recipe) { return dataset }

    let draft = path + ".new"
    guard let file = File(draft, O_RDWR | O_CREAT | O_TRUNC) else {
      throw .unstorable(path: draft, reason: .ofSystem)
    }
    do {
      try ArrayFile.write(recipe.decode, source: source, to: file, path: draft)
    } catch {
      unlink(draft)
      throw error
    }
    guard fsync(file.descriptor) == 0, rename(draft, path) == 0,
      let dataset = ArrayFile.map(file, source: source, name: recipe.name)
    else {
      let reason = DatasetError.Reason.ofSystem
      unlink(draft)
      throw .unstorable(path: path, reason: reason)
    }
    return dataset
  }

  private func makePrivately(_ source: Digest, _ recipe: Recipe) throws(DatasetError) -> Dataset {
    guard let file = File(temporaryIn: temporaryFolder) else {
      throw .unstorable(path: temporaryFolder, reason: .ofSystem)
    }
    try ArrayFile.write(recipe.decode, source: source, to: file, path: temporaryFolder)
    guard let dataset = ArrayFile.map(file, source: source, name: recipe.name) else {
      throw .unstorable(path: temporaryFolder, reason: .ofSystem)
    }
    return dataset
  }

  private func makeFolders(_ path: String) {
    for (index, character) in zip(path.indices, path) where character == "/" {
      mkdir(String(path[..<index]), 0o755)
    }
    mkdir(path, 0o755)
  }
}
