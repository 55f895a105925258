import Commands
import Datasets
import Documents
import Launching
import Planning
import Processes
import Reports
import Runtime
import Specs
import Sweeps
import Training

/// The files and programs that other hosts need for a spec.
extension PlannedSweep {
  /// All that a host is brought.
  ///
  /// - Parameter results: the results file, which is no part of a program that lies beside it.
  func delivery(results: String) throws -> DeliveryList {
    let synced = try synced(results: results)
    return DeliveryList(
      sweep: plan.sweep.name, data: try dataFiles(synced), folder: folder, code: synced,
      interpreters: try Set(programs().compactMap(\.interpreter)).sorted())
  }

  /// The files that `sync` names, by their paths from the spec's folder; nil where there is nothing to
  /// bring.
  ///
  /// - Throws: when the program consists of others too.
  func synced(results: String) throws -> [String]? {
    let needed = try Set(programs().flatMap(\.files)).sorted()
    guard let sync = spec.sync else {
      guard let first = needed.first else { return nil }
      throw UserError(
        "other hosts do not have '\(first)'; say 'sync: .' in the spec to have its folder brought there,"
          + " or the name of a smaller one")
    }
    let path = try sync.text("sync")
    let own = Folder.absolute(results)
    let files: TravellingFiles
    do throws(LaunchError) {
      // Neither the results nor what lies beside them under their name.
      files = try TravellingFiles(path, in: folder) { own.map($0.hasPrefix) ?? false }
    } catch {
      throw UserError("\(self.path): \(error)", exitCode: ExitCode(for: error))
    }
    let known = Set(files.paths)
    if let left = try CodeFiles.files(needed, in: folder).first(where: { !known.contains($0) }) {
      let isBelow = path == "." || left.hasPrefix("\(path)/")
      throw UserError(
        "\(self.path): sync brings '\(path)' to other hosts, and '\(left)' is not in it; "
          + (isBelow
            ? "a line in .gitignore leaves it out, which '!\(left)' in .sweepignore takes back"
            : "name a folder that has all, such as '.'"))
    }
    if !files.keys.isEmpty {
      Output.note(
        "secret keys stay here and are not brought to other hosts: "
          + files.keys.map(\.printable).joined(separator: ", "))
    }
    return files.paths
  }

  /// The files of data, for workers that ask for them.
  func servedFiles() throws -> [ServedFile] {
    try dataFiles(nil).compactMap { file in
      switch file.place {
      case .library(let place): try ServedFile(file.path, place: "library/\(place)")
      case .workingFolder(let place): try ServedFile(file.path, place: "here/\(place)")
      case .absolute: nil
      }
    }
  }

  /// The recipes of programs; none of the built-in engine.
  private func programs() throws -> [ProgramRecipe] {
    guard kind == .program else { return [] }
    return try plan.configurations.map { try ProgramRecipe($0.recipe) }
  }

  /// The files of data that trainings read, but for those that are brought with the program.
  private func dataFiles(_ synced: [String]?) throws -> [DatasetFile] {
    let data = plan.sweep.data
    let library = DatasetLibrary(environment: CurrentProcess.environment)
    guard kind == .program else {
      return try library.files(of: DatasetReference(data))
    }
    if data["csv"] == nil, let reference = try? DatasetReference(data) {
      return try library.files(of: reference)
    }
    return try ProgramDataFiles.paths(of: data).filter { synced?.contains($0) != true }.map {
      path in
      let beside = "\(folder)/\(path)"
      let isBeside = !path.hasPrefix("/") && Folder.exists(at: beside)
      return DatasetFile(asWritten: path, found: isBeside ? beside : nil)
    }
  }
}
