import Glibc
import Hashing
package import Hosts
package import Keys
import Processes
import Store
import Synchronization
import ZeroMQ

/// Starts workers on hosts: all at once, and what fails on one holds up no other.
///
/// A host makes its key itself, so that nothing secret travels.
package final class HostLauncher: Sendable {
  private let sweep: LaunchedSweep
  private let address: CoordinatorAddress
  private let keys: KeyFolder
  private let coordinator: CurveKey
  private let delivery: Delivery
  private let registry: HostRegistry
  private let shell: [String]?
  private let note: @Sendable (String) -> Void
  /// The name of this coordinator's job on hosts that may work for others too.
  private let job: String
  /// Held while keys are let in or a line is said: hosts come in any order.
  private let turn = Mutex(())
  /// Bounds the connections that are opened at a time.
  private let gate = Gate(width: 32)

  /// A worker that has not called by then is said to be missing.
  private static let callLimit = Duration.seconds(30)

  /// - Parameters:
  ///   - address: where the coordinator listens.
  ///   - keys: the folder of the list of peers that the coordinator lets in.
  ///   - delivery: the files that hosts need.
  ///   - shell: the words of another ssh; nil for the usual.
  ///   - note: is told what people should hear.
  package init(
    for sweep: LaunchedSweep, at address: CoordinatorAddress, keys: KeyFolder,
    bringing delivery: Delivery, shell: [String]?, note: @escaping @Sendable (String) -> Void
  ) throws {
    self.sweep = sweep
    self.address = address
    self.keys = keys
    self.delivery = delivery
    self.shell = shell
    self.note = note
    registry = HostRegistry.beside(sweep.results)
    coordinator = try keys.coordinator().publicKey
    job = HostLauncher.job(sweep.results, coordinator)
  }

  /// The same for every run into the same results file, and for no other.
  private static func job(_ results: String, _ coordinator: CurveKey) -> String {
    let path = Folder.absolute(results) ?? results
    return String("\(Digest(of: Array("\(coordinator.hexadecimal) \(path)".utf8)))".prefix(12))
  }

  /// Starts all, and returns when each works or has said why not; hosts that are reached through
  /// tunnels are then held until nobody coordinates any more.
  ///
  /// - Returns: how many do not work.
  package func launch(_ hosts: [RemoteHost]) throws -> Int {
    let failures = Atomic(0)
    try Threads.forEach(hosts) { host in
      var record = HostRecord(host, shell: self.shell, job: self.job, state: .starting)
      do {
        try self.registry.note(record)
        let tunnel = try self.gate.pass { try self.start(host, &record) }
        if let tunnel { try self.hold(tunnel, record) }
      } catch {
        record.state = .failed
        record.note = "\(error)"
        try? self.registry.note(record)
        self.say(host, "\(error)")
        failures.add(1, ordering: .relaxed)
      }
    }
    return failures.load(ordering: .relaxed)
  }

  /// Says something of a host to the person who watches.
  private func say(_ host: RemoteHost, _ sentence: String) {
    turn.withLock { _ in note("\(host.name): \(sentence)") }
  }

  // MARK: - One host

  private func start(_ host: RemoteHost, _ record: inout HostRecord) throws -> Tunnel? {
    let connection = SSHConnection(host, shell: shell)
    let facts = try connection.probe()
    try delivery.check(facts, of: connection)
    compareClocks(facts, of: host)
    let program = try delivery.bringProgram(to: connection, facts)
    let code = try delivery.bringCode(to: connection, facts)
    let job = Job(job, through: connection, base: facts.base)
    let key = try host.keyName
    let publicKey = try CurveKey(
      text: try job.key(named: "\(key)", coordinator: coordinator.hexadecimal, program: program))
    try letIn(key, publicKey)
    try delivery.bringData(to: job, facts)
    let tunnel = host.route == .tunnel ? Tunnel(of: job, to: address.here) : nil
    try tunnel?.open()
    let endpoint = try tunnel?.endpoint ?? address.endpoint(seenFrom: facts.client)
    let slots = host.slots ?? facts.cores
    let startup = try job.start(
      [
        program, "work", endpoint, "--key", "\(job.folder)/key", "--slots", "\(slots)",
        "--patience", "1h", "--spool", "\(job.folder)/spool",
        "--attempts", "\(job.folder)/attempts", "--log-format", "text",
      ] + code)
    record.state = .started
    record.note = facts.words
    try registry.note(record)
    try awaitCall(of: "\(key)", job, endpoint)
    try startup.pass()
    say(host, "works with \(slots == 1 ? "1 slot" : "\(slots) slots"): \(facts.words)")
    return tunnel
  }

  private func compareClocks(_ facts: HostFacts, of host: RemoteHost) {
    let ahead = facts.time - time(nil)
    guard abs(ahead) > 60 else { return }
    let minutes = abs(ahead) / 60
    let much = minutes < 120 ? "\(minutes) minutes" : "\((minutes + 30) / 60) hours"
    say(
      host,
      "its clock is \(much) \(ahead > 0 ? "ahead" : "behind"); results do not depend on it, but times"
        + " may mislead people until it is set there ('timedatectl set-ntp true')")
  }

  // MARK: - At the coordinator

  /// Puts a key on the list, in place of an earlier one of the host, and has the list read again.
  private func letIn(_ name: KeyName, _ key: CurveKey) throws {
    try turn.withLock { _ in
      let list = try keys.allowed()
      guard !list.entries.contains(.init(name: name, role: .worker, key: key)) else { return }
      try keys.change { (list) throws(KeyError) in
        if list.entries.contains(where: { $0.name == name }) { try list.remove(name) }
        try list.add(.init(name: name, role: .worker, key: key))
      }
      sweep.announceKeys()
    }
  }

  /// Waits until the coordinator has heard of the host's worker.
  private func awaitCall(of key: String, _ job: Job, _ endpoint: String) throws {
    let clock = SuspendingClock()
    let deadline = clock.now + HostLauncher.callLimit
    while try sweep.isThere(key) != true {
      guard clock.now < deadline else {
        let state = try job.state()
        guard state.runs else {
          // It may have come, trained all there was, and gone.
          if try sweep.isThere(key) != nil { return }
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

  /// Keeps a tunnel open, however often the connection breaks.
  private func hold(_ tunnel: Tunnel, _ record: HostRecord) throws {
    var pause = Duration.seconds(1)
    while sweep.coordinator() != nil {
      guard let breach = try tunnel.breach(within: .seconds(1)) else {
        pause = .seconds(1)
        continue
      }
      say(record.host, "its tunnel broke: \(breach); opening it again")
      var complaint = breach
      while sweep.coordinator() != nil {
        usleep(UInt32(pause / .microseconds(1)))
        pause = min(pause * 2, .seconds(10))
        do {
          try gate.pass { try tunnel.open() }
          break
        } catch {
          if "\(error)" != complaint { say(record.host, "\(error); trying again") }
          complaint = "\(error)"
        }
      }
    }
  }
}

extension RemoteHost {
  /// The name of the key of its worker.
  package var keyName: KeyName {
    get throws(KeyError) {
      let plain = name.prefix(60).map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
      return try KeyName("ssh-" + String(plain))
    }
  }
}
