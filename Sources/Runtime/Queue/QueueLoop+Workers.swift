import Cluster
import Control
import Processes
import Trials
import ZeroMQ

/// The workers of a queue, and what comes from them and from the coordinators that they serve.
extension QueueLoop {
  /// Has all workers say hello again that the coordinator of a sweep knew when it ended.
  mutating func recall(from name: String) throws {
    let sessions = places.filter { $0.value.sweep == name && $0.value.hello == nil }.map(\.key)
    try transport.send(sessions.map { idle.reject($0, .unknownSession) })
    for session in sessions { leave(session) }
  }

  /// Takes in anew the workers that a sweep has not welcomed before it ended: they wait for an answer.
  mutating func readmit(from name: String) throws {
    homes = homes.filter { $0.value != name }
    shares.note(demand: 0, of: name)
    for (session, place) in places where place.sweep == name {
      leave(session)
      guard let envelope = place.hello, case .hello(let hello) = envelope.message,
        let sweep = try welcome(hello, envelope, from: place.peer)
      else { continue }
      deliver([envelope], to: sweep, from: place.peer)
    }
  }

  func deliver(_ envelopes: [Envelope], to sweep: String, from peer: Peer?) {
    entries[sweep]?.line?.deliver(envelopes, from: peer, as: transport.role(of: peer))
  }

  // MARK: - Messages

  mutating func takeInMessages() throws {
    var room = 1024
    while room > 0, let (envelopes, peer) = try transport.receive() {
      room -= max(envelopes.count, 1)
      var delivered: [(sweep: String, envelopes: [Envelope])] = []
      for envelope in envelopes {
        guard let sweep = try sweep(for: envelope, from: peer) else { continue }
        if delivered.last?.sweep == sweep {
          delivered[delivered.count - 1].envelopes.append(envelope)
        } else {
          delivered.append((sweep, [envelope]))
        }
      }
      for (sweep, envelopes) in delivered { deliver(envelopes, to: sweep, from: peer) }
    }
    for version in transport.takeOtherVersions().sorted() {
      actions.note(Envelope.complaint(ofVersion: version))
    }
  }

  /// The sweep whose coordinator is to have a message; nil where the queue has seen to it.
  private mutating func sweep(for envelope: Envelope, from peer: Peer?) throws -> String? {
    let session = envelope.session
    switch envelope.message {
    case .hello(let hello): return try welcome(hello, envelope, from: peer)
    case .request(let number, let text):
      try take(
        text, from: .remote(session, number: number), peer, as: transport.role(of: peer))
      return nil
    case .ask, .checkpoint:
      // Runners ask on their worker's connection.
      if let worker = transport.neighbours(of: session).first(where: { places[$0] != nil }),
        let sweep = places[worker]?.sweep
      {
        return sweep
      }
      if case .ask(let question) = envelope.message {
        try transport.send([
          Envelope(
            term: term, session: session, sequence: envelope.sequence,
            message: .tell(answer(question)))
        ])
      }
      return nil
    default:
      if let sweep = places[session]?.sweep { return sweep }
      try transport.send(idle.receive(envelope, at: clock.now))
      if places[session] != nil, !idle.has(session) { leave(session) }
      return nil
    }
  }

  /// Takes in a worker, and gives the sweep that it is to serve; nil where it waits for one.
  private mutating func welcome(
    _ hello: Hello, _ envelope: Envelope, from peer: Peer?
  ) throws -> String? {
    let (session, process) = (envelope.session, hello.worker.processName)
    if let place = places[session] {
      guard place.sweep == nil else { return place.sweep }
      try transport.send(idle.receive(envelope, at: clock.now))
      return nil
    }
    // The idle worker that it was is nobody any more, nor the one that no coordinator has welcomed.
    for (former, place) in places
    where session.replaces(former) && (place.sweep == nil || place.hello != nil) {
      _ = idle.call(former)
      leave(former)
    }
    returning[process] = nil
    let isBack = places.keys.contains { session.replaces($0) }
    guard isBack || hasRoom(for: peer) else {
      try transport.send([idle.reject(session, .full)])
      return nil
    }
    let home = homes[process].flatMap { entries[$0] == nil ? nil : $0 }
    // A queue that ends begins nothing.
    var sweep = shares.join(session, hello.worker, home: home)
    if told != nil, let name = sweep, entries[name]?.line == nil || home == nil { sweep = nil }
    places[session] = Place(
      sweep: sweep, process: process, peer: peer, since: clock.now,
      hello: sweep == nil ? nil : envelope)
    if let peer { knownKeys.insert(peer.name) }
    guard let sweep else {
      transport.keep(session)
      try transport.send(idle.receive(envelope, at: clock.now))
      return nil
    }
    homes[process] = sweep
    try begin(sweep)
    return sweep
  }

  /// Whether one more worker may come in.
  private func hasRoom(for peer: Peer?) -> Bool {
    guard places.count < WireLimit.workers else { return false }
    guard let peer else { return true }
    return places.values.count { $0.peer == peer } < WireLimit.workersOfKey
  }

  /// The files that workers bring before they come: those of all sweeps.
  private func answer(_ question: FileQuestion) -> FileAnswer {
    guard question != .results else {
      return .refusal(
        "this is a queue of sweeps, each with a results file of its own in '\(folder.path)' there; copy"
          + " the one that you want, or use --results with it there")
    }
    let data = entries.values.flatMap(\.plan.data)
    var known: Set<String> = []
    let files = data.filter { known.insert("\($0.offer.digest)\($0.offer.place)").inserted }
    return FileServer(data: files, results: "").answer(question, mayRead: false)
  }

  mutating func leave(_ session: Session) {
    guard let place = places.removeValue(forKey: session) else { return }
    if place.sweep != nil { returning[place.process] = clock.now }
    shares.leave(session)
    departed.append(session)
  }

  mutating func close(_ session: Session) {
    guard let place = places[session] else { return }
    if let sweep = place.sweep {
      entries[sweep]?.line?.tell(.disconnected(session))
    } else {
      _ = idle.call(session)
      leave(session)
    }
  }

  // MARK: - Coordinators

  mutating func takeInNews() throws {
    for name in order.map(\.name) {
      guard let line = entries[name]?.line else { continue }
      for news in line.takeNews() { try take(news, from: name) }
    }
  }

  mutating func take(_ news: SweepLine.News, from name: String) throws {
    switch news {
    case .sent(let envelopes): try transport.send(envelopes)
    case .kept(let session):
      places[session]?.hello = nil
      transport.keep(session)
      if places[session]?.isReleased == true { release([session], from: name) }
    case .forgot(let session): forget(session, by: name)
    case .unfit(let sessions):
      for session in sessions { shares.refuse(session, by: name) }
      release(sessions, from: name)
    case .trusted(let host): shares.trust(host: host, by: name)
    case .demand(let demand): shares.note(demand: demand, of: name)
    case .counts(let counts): entries[name]?.counts = counts
    case .stopping: entries[name]?.isStopping = true
    case .partEnded:
      shares.note(demand: 0, of: name)
      try recall(from: name)
    }
  }

  /// A coordinator has let a worker go.
  private mutating func forget(_ session: Session, by name: String) {
    guard let place = places[session], place.sweep == name else {
      return departed.append(session)
    }
    leave(session)
    // One that has said hello anew goes on there.
    let isBack = places.values.contains { $0.process == place.process && $0.sweep == name }
    if !isBack, homes[place.process] == name { homes[place.process] = nil }
  }

  /// Has workers leave a sweep; its coordinator lets go of none that it does not know yet.
  private mutating func release(_ sessions: [Session], from name: String) {
    for session in sessions {
      guard let place = places[session] else { continue }
      homes[place.process] = nil
      places[session]?.isReleased = true
    }
    let known = sessions.filter { places[$0]?.hello == nil }
    if !known.isEmpty { entries[name]?.line?.tell(.released(known)) }
  }

  /// Has workers go where they are wanted.
  mutating func move() throws {
    guard told == nil else { return }
    var released: [String: [Session]] = [:]
    for session in shares.moves() {
      if let sweep = places[session]?.sweep {
        released[sweep, default: []].append(session)
      } else {
        try transport.send(idle.call(session))
        if let process = places[session]?.process { returning[process] = clock.now }
        // It counts for the sweep that wants it until it says hello.
        places[session] = nil
      }
    }
    for (sweep, sessions) in released { release(sessions, from: sweep) }
  }
}
