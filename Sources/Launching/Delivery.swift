import Bundles
package import Datasets
import Hosts

/// The files that a host has to have before a worker starts there: brought by their content, so that
/// nothing is sent twice.
package struct Delivery: Sendable {
  private let program: ProgramArchive
  private let data: [DatasetFile]
  private let code: SyncedFolder?
  private let interpreters: [String]

  /// - Parameters:
  ///   - program: the program that becomes the worker.
  ///   - data: the files that trainings read.
  ///   - code: the user's program, where one trains.
  ///   - interpreters: programs that have to be installed there.
  package init(
    program: ProgramArchive, data: [DatasetFile], code: SyncedFolder? = nil,
    interpreters: [String] = []
  ) {
    self.program = program
    self.data = data
    self.code = code
    self.interpreters = interpreters
  }

  /// Says what would go wrong there before it does.
  func check(_ facts: HostFacts, of connection: SSHConnection) throws {
    guard facts.lacking.isEmpty else {
      throw HostError(
        "it lacks \(facts.lacking.joined(separator: ", ")); install coreutils and tar")
    }
    let missing = interpreters.isEmpty ? [] : try connection.lacking(of: interpreters)
    guard missing.isEmpty else {
      throw HostError(
        "it has no \(missing.joined(separator: ", ")), which the sweep's command starts; install it"
          + " there, or leave this host out")
    }
    guard connection.host.program == nil else { return }
    let bundle = program.bundle
    guard facts.architecture == bundle.architecture else {
      throw HostError(
        "it is a machine of \(facts.architecture) and this is one of \(bundle.architecture); build sweep"
          + " there, and name it with 'program: PATH'")
    }
    guard let glibc = LibraryVersion(facts.glibc), glibc >= bundle.glibc else {
      throw HostError(
        "its C library is \(facts.glibc.isEmpty ? "not glibc" : "glibc \(facts.glibc)") and this sweep"
          + " needs glibc \(bundle.glibc); 'sweep help bundle' tells how one is made that needs less, or"
          + " name one that is there with 'program: PATH'")
    }
  }

  /// The program that is there already, or ours, which is brought where it lacks.
  func bringProgram(to connection: SSHConnection, _ facts: HostFacts) throws -> String {
    if let path = connection.host.program {
      let version = try connection.version(of: path).split(separator: "\n").last ?? ""
      guard version == program.version else {
        throw HostError(
          "'\(path)' there says it is '\(version)' and this is '\(program.version)'; bring"
            + " both to one version, or leave out 'program' to have this one copied")
      }
      return path
    }
    let name = try ProgramArchive.program
    if !facts.programs.contains(program.name) {
      let file = try program.packed()
      // Packed and unpacked lie there together for a while.
      try expect(room: 5 * file.size, facts)
      if !facts.blobs.contains(file.hash) { try connection.send(file) }
      try connection.unpack(file, as: .program, program.name)
    }
    return "\(facts.base)/programs/\(program.name)/\(name)"
  }

  func bringData(to job: Job, _ facts: HostFacts) throws {
    for data in data where data.place != .absolute {
      let file = try LocalFile(at: data.path)
      if !facts.blobs.contains(file.hash) {
        try expect(room: file.size, facts)
        try job.connection.send(file)
      }
      switch data.place {
      case .library(let place): try job.connection.share(file, at: place)
      case .workingFolder(let place): try job.connection.lay(file, at: place, of: job.name)
      case .absolute: break
      }
    }
  }

  /// Brings the user's program.
  ///
  /// - Returns: the words that tell a worker where it lies.
  func bringCode(to connection: SSHConnection, _ facts: HostFacts) throws -> [String] {
    guard let code else { return [] }
    if !facts.codes.contains(code.name) {
      let file = try code.archive()
      try expect(room: 10 * file.size, facts)
      if !facts.blobs.contains(file.hash) { try connection.send(file) }
      try connection.unpack(file, as: .code, code.name)
    }
    return ["--code", "\(facts.base)/codes/\(code.name)"]
  }

  private func expect(room bytes: Int, _ facts: HostFacts) throws {
    guard facts.free > bytes else {
      throw HostError(
        "its disk has \(facts.free / 1_000_000) MB free and \(bytes / 1_000_000) MB are needed; free some"
          + " space there")
    }
  }
}
