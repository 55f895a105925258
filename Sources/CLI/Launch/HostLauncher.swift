import Bundles
import Datasets
import Glibc
import Hashing
import Hosts
import Keys
import Processes
import Store
import Synchronization
import ZeroMQ

/// Starts workers on hosts: all at once, and what fails on one holds up no other.
///
/// What is needed there is brought by its content: this program as a bundle, and the files of the
/// data set. A host makes its key itself, so that nothing secret travels.
final class HostLauncher: Sendable {
  /// For whom hosts are to work.
  struct Purpose: Sendable {
    let address: CoordinatorAddress
    let keys: KeyFolder
    let results: String
    let sweep: String
    let data: [DatasetFile]
  }

  private let purpose: Purpose
  private let shell: [String]?
  private let book: HostBook
  private let archive: BundleArchive
  private let coordinator: CurveKey
  /// What this coordinator's work is called on hosts that may work for others too.
  private let job: String
  /// Held while keys are let in or a line is said: hosts come in any order.
  private let turn = Mutex(())
  /// So many connections are opened at a time.
  private let gate = Gate(width: 32)

  /// A worker that has not called by then is said to be missing.
  private static let callLimit = Duration.seconds(30)

  init(_ purpose: Purpose, shell: [String]?) throws {
    self.purpose = purpose
    self.shell = shell
    book = HostBook.beside(purpose.results)
    archive = try BundleArchive()
    coordinator = try purpose.keys.coordinator().publicKey
    job = HostLauncher.job(purpose.results, coordinator)
  }

  /// The same for every run into the same results file, and for no other.
  private static func job(_ results: String, _ coordinator: CurveKey) -> String {
    let path = Folder.canonicalPath(of: results) ?? results
    return String("\(Digest(of: Array("\(coordinator.hexadecimal) \(path)".utf8)))".prefix(12))
  }

  /// Starts all, and returns when each works or has said why not; hosts that are reached through
  /// tunnels are then held until nobody coordinates any more.
  func launch(_ hosts: [RemoteHost]) throws {
    try Threads.forEach(hosts) { host in
      var record = HostRecord(host, shell: self.shell, job: self.job, state: .starting)
      do {
        try self.book.note(record)
        let tunnel = try self.gate.pass { try self.start(host, &record) }
        if let tunnel { try self.hold(tunnel, record) }
      } catch {
        record.state = .failed
        record.note = "\(error)"
        try? self.book.note(record)
        self.say(host, "\(error)")
      }
    }
  }

  /// Says something of a host to whoever watches.
  private func say(_ host: RemoteHost, _ sentence: String) {
    turn.withLock { _ in Output.note("\(host.name): \(sentence)") }
  }

  // MARK: - One host

  private func start(_ host: RemoteHost, _ record: inout HostRecord) throws -> Tunnel? {
    let connection = Connection(host, shell: shell)
    let facts = try connection.probe()
    try check(facts, of: host)
    let program = try bringProgram(to: connection, facts)
    let job = Job(job, through: connection, base: facts.base)
    let key = try host.keyName
    let publicKey = try CurveKey(
      text: try job.key(named: "\(key)", coordinator: coordinator.hexadecimal, program: program))
    try letIn(key, publicKey)
    try bringData(to: job, facts)
    let tunnel = host.route == .tunnel ? Tunnel(of: job, to: purpose.address.here) : nil
    try tunnel?.open()
    let endpoint = try tunnel?.endpoint ?? purpose.address.endpoint(seenFrom: facts.client)
    let slots = host.slots ?? facts.cores
    try job.start([
      program, "work", endpoint, "--key", "\(job.folder)/key", "--slots", "\(slots)",
      "--patience", "1h", "--spool", "\(job.folder)/spool", "--log-format", "text",
    ])
    record.state = .started
    record.note = facts.words
    try book.note(record)
    try awaitCall(of: "\(key)", job, endpoint)
    say(host, "works with \(slots == 1 ? "1 slot" : "\(slots) slots"): \(facts.words)")
    return tunnel
  }

  /// Says what would go wrong there before it does.
  private func check(_ facts: HostFacts, of host: RemoteHost) throws {
    guard facts.lacking.isEmpty else {
      throw HostError(
        "it lacks \(facts.lacking.joined(separator: ", ")); install coreutils and tar")
    }
    if abs(facts.time - time(nil)) > 60 {
      let minutes = abs(facts.time - time(nil)) / 60
      say(
        host,
        "its clock is \(minutes) minutes \(facts.time > time(nil) ? "ahead" : "behind"); results do not"
          + " depend on it, but times may mislead people")
    }
    guard host.program == nil else { return }
    let bundle = archive.bundle
    guard facts.architecture == bundle.architecture else {
      throw HostError(
        "it is a machine of \(facts.architecture) and this is one of \(bundle.architecture); build sweep"
          + " there, and name it with 'program: PATH'")
    }
    guard let glibc = LibraryVersion(facts.glibc), glibc >= bundle.glibc else {
      throw HostError(
        "its C library is \(facts.glibc.isEmpty ? "not glibc" : "glibc \(facts.glibc)") and this sweep"
          + " needs glibc \(bundle.glibc); build sweep on a system as old as that, or name one that is"
          + " there with 'program: PATH'")
    }
  }

  /// The program that is there already, or ours, which is brought where it lacks.
  private func bringProgram(to connection: Connection, _ facts: HostFacts) throws -> String {
    if let program = connection.host.program {
      let version = try connection.version(of: program).split(separator: "\n").last ?? ""
      guard version == "sweep \(Commands.version)" else {
        throw HostError(
          "'\(program)' there says it is '\(version)' and this is 'sweep \(Commands.version)'; bring"
            + " both to one version, or leave out 'program' to have this one copied")
      }
      return program
    }
    let name = try CurrentProcess.executablePath().split(separator: "/").last.map(String.init) ?? ""
    if !facts.programs.contains(archive.name) {
      let file = try archive.packed()
      // Packed and unpacked lie there together for a while.
      try expect(room: 5 * file.size, facts)
      if !facts.blobs.contains(file.hash) { try connection.send(file) }
      try connection.unpack(file, as: archive.name, program: name)
    }
    return "\(facts.base)/programs/\(archive.name)/\(name)"
  }

  private func bringData(to job: Job, _ facts: HostFacts) throws {
    for data in purpose.data where data.place != .absolute {
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

  private func expect(room bytes: Int, _ facts: HostFacts) throws {
    guard facts.free > bytes else {
      throw HostError(
        "its disk has \(facts.free / 1_000_000) MB free and \(bytes / 1_000_000) MB are needed; free some"
          + " space there")
    }
  }

  // MARK: - At the coordinator

  /// Puts a key on the list, in place of an earlier one of the host, and has the list read again.
  private func letIn(_ name: KeyName, _ key: CurveKey) throws {
    try turn.withLock { _ in
      let list = try purpose.keys.allowed()
      guard !list.entries.contains(.init(name: name, role: .worker, key: key)) else { return }
      try purpose.keys.change { (list) throws(KeyError) in
        if list.entries.contains(where: { $0.name == name }) { try list.remove(name) }
        try list.add(.init(name: name, role: .worker, key: key))
      }
      if let writer = try ResultsReader(at: purpose.results).writer { kill(pid_t(writer), SIGHUP) }
    }
  }

  /// Waits until the coordinator has heard of the host's worker.
  private func awaitCall(of key: String, _ job: Job, _ endpoint: String) throws {
    let clock = SuspendingClock()
    let deadline = clock.now + HostLauncher.callLimit
    while try !isPresent(key) {
      guard clock.now < deadline else {
        let state = try job.state()
        guard state.runs else {
          // It may have come, trained all there was, and gone.
          if try hasBeen(key) { return }
          throw HostError("its worker ended: \(state.lastLine ?? "without a word")")
        }
        // It would go on calling for an hour.
        try job.stop()
        throw HostError(
          "its worker runs and nothing has been heard of it from there; is \(endpoint) open to it?"
            + " 'via: tunnel' needs no port but ssh's")
      }
      usleep(200_000)
    }
  }

  private func isPresent(_ key: String) throws -> Bool {
    try activity(key)?.isPresent ?? false
  }

  private func hasBeen(_ key: String) throws -> Bool { try activity(key) != nil }

  private func activity(_ key: String) throws -> KeyActivity? {
    let recorded = try Recorded(path: purpose.results, name: purpose.sweep)
    return try recorded.file.keyActivity(of: recorded.sweep.id).first { $0.key == key }
  }

  /// Keeps a tunnel open, however often the connection breaks.
  private func hold(_ tunnel: Tunnel, _ record: HostRecord) throws {
    var pause = Duration.seconds(1)
    while try ResultsReader(at: purpose.results).writer != nil {
      guard let breach = try tunnel.breach(within: .seconds(1)) else {
        pause = .seconds(1)
        continue
      }
      say(record.host, "its tunnel broke: \(breach); opening it again")
      repeat {
        usleep(UInt32(pause / .microseconds(1)))
        pause = min(pause * 2, .seconds(10))
      } while (try? gate.pass { try tunnel.open() }) == nil
    }
  }
}

extension RemoteHost {
  /// What the key of its worker is called.
  var keyName: KeyName {
    get throws(KeyError) {
      let plain = name.prefix(60).map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
      return try KeyName("ssh-" + String(plain))
    }
  }
}

extension HostBook {
  /// The book of a results file.
  static func beside(_ results: String) -> HostBook { HostBook(results + "-hosts") }
}
