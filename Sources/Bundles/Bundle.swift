package import Hashing
import Processes

/// A program and all the libraries it needs besides glibc, to run where nothing is installed.
///
/// ```
/// sweep-0.1-x86_64/
///   sweep                looks for libraries in lib, beside itself ($ORIGIN)
///   lib/libzmq.so.5 ...
///   licences/libzmq5 ...
/// ```
package struct Bundle: Sendable {
  /// The program's name and version, which the folder in the archive is called by.
  package let name: String
  /// Hash of the program and its libraries: the same on every machine that has the same files.
  package let hash: Digest
  /// The least glibc that runs it.
  package let glibc: LibraryVersion
  /// The files of the bundle that need a glibc as new as that.
  package let newest: [String]
  /// The processors it runs on, in the words of `uname -m`.
  package let architecture: String

  /// Where each file of the bundle lies here, by its place in it.
  private let files: [(place: String, path: String)]
  private let libraries: [String]
  /// Where the libraries come from.
  private let root: SystemRoot
  private let notes: String

  /// The program that this process runs, with its libraries.
  ///
  /// - Parameters:
  ///   - root: the system whose libraries it gets, such as an older one; nil for those that this
  ///     process has.
  ///   - opened: the names of libraries that the program opens itself, and this process has opened.
  ///   - notes: the text for a person who finds the bundle; goes into it as README.
  package init(
    ofThisProgram name: String, from root: SystemRoot? = nil, opening opened: [String] = [],
    notes: String
  ) throws {
    let program = try CurrentProcess.executablePath()
    try self.init(
      of: program,
      with: root?.libraries(of: program, opening: opened) ?? CurrentProcess.libraries,
      from: root ?? .here, name: name, notes: notes)
  }

  /// - Parameter libraries: all that the loader finds for the program.
  init(
    of program: String, with libraries: [String], from root: SystemRoot = .here, name: String,
    notes: String
  ) throws {
    let libraries = libraries.filter { !SystemLibraries.include(Bundle.last($0)) }
    var files = [(place: Bundle.last(program), path: program)]
    files += libraries.map { ("lib/\(Bundle.last($0))", $0) }
    var hasher = Digest.Hasher()
    var needs: [(file: String, version: LibraryVersion)] = []
    for file in files.sorted(by: { $0.place < $1.place }) {
      let bytes = try WholeFile.bytes(at: file.path)
      do throws(BundleError) {
        if let needed = try ELFFile(bytes).glibc {
          needs.append((Bundle.last(file.place), needed))
        }
      } catch {
        throw BundleError("'\(file.path)' cannot be bundled: \(error)")
      }
      hasher.update(Array("\(file.place)\0".utf8) + Digest(of: bytes).bytes)
    }
    guard let glibc = needs.map(\.version).max() else {
      throw BundleError("'\(program)' needs no glibc, so it is no program for a bundle")
    }
    self.name = name
    self.glibc = glibc
    newest = needs.filter { $0.version == glibc }.map(\.file)
    self.files = files
    self.libraries = libraries
    self.root = root
    self.notes = notes
    hash = hasher.finish()
    architecture = CurrentProcess.architecture
  }

  /// The name of the archive unless somebody says otherwise.
  package var archiveName: String { "\(name)-\(architecture).tar.gz" }

  /// Writes the archive, whole or not at all; the same files give the same bytes.
  ///
  /// - Returns: the libraries whose licences were not found.
  @discardableResult
  package func write(to path: String) throws -> [String] {
    let licences = Licences(of: libraries, from: root)
    let files = files + licences.files.map { ("licences/\($0.key)", $0.value) }
    try Archive(folder: "\(name)-\(architecture)", files: files, notes: notes).write(to: path)
    return licences.unknown
  }

  /// Unpacks an archive and has its program say its version, with every symbol that it and its
  /// libraries ask for looked up: those of another system may lack some.
  package func prove(_ archive: String) throws {
    let place = try TemporaryFolder()
    let unpack = Command(
      "tar", arguments: ["--extract", "--gzip", "--directory=\(place.path)", "--file=\(archive)"],
      environment: CurrentProcess.environment)
    var start = Command(
      "\(place.path)/\(name)-\(architecture)/\(files[0].place)", arguments: ["version"],
      environment: CurrentProcess.environment)
    start.environment["LD_BIND_NOW"] = "1"
    for command in [unpack, start] {
      let said = try command.output()
      guard said.status == .exited(0) else {
        let line = said.errors.split(separator: "\n").first ?? "it says nothing"
        throw BundleError("'\(archive)' does not run here: \(line)")
      }
    }
  }

  private static func last(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
