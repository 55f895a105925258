import Cluster
import Control
import Documents
import Processes
import Trials

/// What people ask of a queue, beside its folder or over the network.
extension QueueLoop {
  private static let requestLimit = 100

  /// Takes in a request by a message.
  mutating func take(
    _ text: String, from asker: ControlAsker, _ peer: Peer?, as role: ControlRole
  ) throws {
    switch requests.repeated(asker) {
    case .pending: break
    case .answered(let known): try answer(known, to: asker)
    case .new:
      guard let request = ControlRequest(text: text) else {
        return try answer(.refused(ControlSocket.unknownRequest), to: asker)
      }
      try take(request, from: asker, peer, as: role)
    }
  }

  /// Takes in the requests of the folder's owner, and goes on with those that wait.
  mutating func takeInRequests() throws {
    while waiting.count < Self.requestLimit, let (request, asker) = try control?.receive() {
      try take(request, from: asker, nil, as: .operator)
    }
    if let (sweep, asker) = planning, let outcome = planner.take() {
      planning = nil
      try answer(submit(sweep, outcome), to: asker)
    }
    if isEnding {
      for (_, asker) in waiting { try answer(.ending, to: asker) }
      waiting = []
    }
    guard planning == nil, !waiting.isEmpty else { return }
    let next = waiting.removeFirst()
    try planner.begin(next.sweep)
    planning = next
  }

  private mutating func take(
    _ request: ControlRequest, from asker: ControlAsker, _ peer: Peer?, as role: ControlRole
  ) throws {
    if let refusal = request.refusal(for: role) {
      return try answer(.refused(refusal), to: asker)
    }
    switch request {
    case .queue: try answer(.queue(status), to: asker)
    case .submit(let sweep):
      guard waiting.count < Self.requestLimit else {
        return try answer(
          .refused("too much was asked of this queue at once; try again later"), to: asker)
      }
      waiting.append((sweep, asker))
    case .keys: try answer(.keys(keys), to: asker)
    case .reloadKeys:
      try reloadKeys()
      try answer(.granted, to: asker)
    case .stop(let atOnce):
      if atOnce || !isEnding { try stop(by: .terminate, atOnce: atOnce) }
      try answer(.granted, to: asker)
    case .of(let name, let request): try take(request, of: name, from: asker, peer, as: role)
    case .retry, .keep, .annotate, .extend:
      try answer(
        .refused(
          "this is a queue of sweeps; give --results '\(folder.path)/NAME.sqlite' on the queue's machine"
            + " for one of them (\(names))"), to: asker)
    case .status, .output, .drain, .pause:
      try answer(
        .refused(
          "this is a queue of sweeps; name one with --sweep (\(names)), or use --results"
            + " '\(folder.path)/NAME.sqlite' on the queue's machine"), to: asker)
    }
  }

  /// Hands a request on to the coordinator of a sweep; one that waits can be stopped.
  private mutating func take(
    _ request: ControlRequest, of name: String, from asker: ControlAsker, _ peer: Peer?,
    as role: ControlRole
  ) throws {
    guard let entry = entries[name] else {
      let known = order.contains { $0.name == name }
      return try answer(
        .refused(
          known
            ? "the sweep '\(name)' of the queue has ended; 'sweep submit' again goes on with it"
            : "the queue has no sweep '\(name)'; it has \(names)"), to: asker)
    }
    if let line = entry.line {
      if case .stop(let atOnce) = request {
        for _ in 0..<(atOnce ? 2 : 1) { line.send(.terminate) }
        return try answer(.granted, to: asker)
      }
      guard case .remote(let session, let number) = asker else {
        return try answer(
          .refused("ask its own coordinator: --results '\(folder.results(of: name))'"), to: asker)
      }
      // The coordinator of the sweep answers, and knows what it has answered.
      requests.forget(asker)
      let envelope = Envelope(
        term: 0, session: session, sequence: 0,
        message: .request(number: number, request.text))
      return line.deliver([envelope], from: peer, as: role)
    }
    guard case .stop = request else {
      return try answer(
        .refused("the sweep '\(name)' waits in the queue and has not begun"), to: asker)
    }
    end(entry.sweep, .stopped, entry.counts)
    try answer(.granted, to: asker)
  }

  /// Takes a sweep into the queue that has been worked out. It is on the disk before anybody hears of that.
  private mutating func submit(
    _ submitted: SubmittedSweep, _ outcome: QueueActions.Planned
  ) throws -> ControlAnswer {
    guard !isEnding else { return .ending }
    let plan: QueuedPlan
    switch outcome {
    case .refused(let sentence): return .refused(sentence)
    case .ready(let ready): plan = ready
    }
    if let entry = entries[plan.name] {
      guard entry.plan.identity == plan.identity else {
        return .refused(
          "the queue has another form of the sweep '\(plan.name)', which has not ended; 'sweep extend"
            + " --results \(folder.results(of: plan.name))' asks for more of it while it runs, 'sweep stop'"
            + " ends it, and another name makes this one a sweep of its own")
      }
      guard !entry.isStopping else {
        return .refused(
          "the sweep '\(plan.name)' is being stopped; submit it again once its trainings under way have"
            + " ended")
      }
      return .queue(QueueStatus(sweeps: [status(of: entry.sweep)], idleSlots: idleSlots))
    }
    let sweep = QueuedSweep(
      name: plan.name, spec: submitted.spec, path: submitted.path,
      folder: submitted.folder ?? workingFolder, priority: submitted.priority,
      number: (order.map(\.number).max() ?? 0) + 1, counts: plan.counts)
    do throws(SystemError) {
      try folder.write(sweep)
    } catch {
      return .refused("the sweep cannot be written to '\(folder.path)': \(error.message)")
    }
    try take(sweep, plan)
    actions.note(
      "'\(sweep.name)' was submitted: \(plan.counts.total) trials, priority \(sweep.priority)")
    return .granted
  }

  private var names: String {
    let open = order.map(\.name).filter { entries[$0] != nil }
    return open.isEmpty ? "it is empty" : open.joined(separator: ", ")
  }

  // MARK: - How it stands

  var status: QueueStatus {
    QueueStatus(sweeps: order.map { status(of: $0) }, idleSlots: idleSlots)
  }

  private func status(of sweep: QueuedSweep) -> QueuedSweepStatus {
    let entry = entries[sweep.name]
    let (end, reason) = sweep.state
    return QueuedSweepStatus(
      name: sweep.name, state: end ?? (entry?.line == nil ? .waiting : .running),
      priority: sweep.priority,
      slots: shares.slots(of: sweep.name), counts: entry?.counts ?? sweep.counts,
      reason: reason)
  }

  private mutating func answer(_ answer: ControlAnswer, to asker: ControlAsker) throws {
    switch asker {
    case .local: try control?.answer(answer, to: asker)
    case .remote(let session, let number):
      requests.note(answer, to: asker)
      try send([
        Envelope(
          term: 0, session: session, sequence: 0, message: .answer(number: number, answer.text))
      ])
    }
  }
}
