import Glibc
import Processes
import Synchronization

/// The state that a server's own thread and the threads of the program share: requests that wait for an
/// answer, answers that wait to be sent, and connections that wait for events.
///
/// A connection is an address as a number here. It is suspended while it waits, and the thread that takes it
/// out of the waiting ones, and no other, resumes it: so it is there as long as its address is.
final class Traffic: Sendable {
  /// One request.
  private enum Exchange {
    /// The program has yet to answer.
    case asked(Client)
    case answered(Response)
  }

  /// A connection that waits for events.
  private struct EventListener {
    let topic: String
    /// Suspended until there is something to send; nil while the server's thread has it.
    var client: Client?
    /// The bytes that are sent at this moment, from `offset` on: first a comment, so that the head of the
    /// answer goes out while there is no event.
    var sending = Array(": these are events\n\n".utf8)
    var offset = 0
    /// The events that are sent next. A listener that does not read gets the last event of each name only.
    var waiting: [ServerEvent] = []
  }

  private struct State {
    var isClosed = false
    var lastNumber = 0
    var queues: [RequestQueue: [(exchange: PendingRequest, client: Client)]] = [:]
    var exchanges: [Int: Exchange] = [:]
    var listeners: [Int: EventListener] = [:]
    /// The last event of each name, by topic: a new listener is told them first.
    var news: [String: [ServerEvent]] = [:]

    /// Takes the first request of a queue whose client is still there.
    ///
    /// - Parameter gone: the connections of those before it, to be resumed, which then end.
    mutating func takeFirst(
      from queue: RequestQueue, gone: inout [UInt]
    ) -> PendingRequest? {
      while let (exchange, client) = queues[queue]?.first {
        queues[queue]?.removeFirst()
        guard client.isGone else { return exchange }
        exchanges[exchange.number] = nil
        gone.append(client.connection)
      }
      return nil
    }

    /// Drops the requests of a queue whose clients have gone.
    ///
    /// - Returns: their connections, to be resumed, which then end.
    mutating func dropGone(from queue: RequestQueue) -> [UInt] {
      let waiting = queues[queue] ?? []
      let gone = waiting.filter(\.client.isGone)
      let numbers = Set(gone.map(\.exchange.number))
      queues[queue] = waiting.filter { !numbers.contains($0.exchange.number) }
      for number in numbers { exchanges[number] = nil }
      return gone.map(\.client.connection)
    }
  }

  private let state = Mutex(State())
  /// One for each queue, as each may have a thread that waits.
  private let wakeups: [RequestQueue: Wakeup]
  let limits: ServerLimits

  init(_ limits: ServerLimits) throws(ServerError) {
    self.limits = limits
    var wakeups: [RequestQueue: Wakeup] = [:]
    do throws(SystemError) {
      for queue in RequestQueue.allCases { wakeups[queue] = try Wakeup() }
    } catch {
      throw ServerError("\(error)")
    }
    self.wakeups = wakeups
  }

  // MARK: - For the program

  /// The request that has waited longest in a queue, if one comes in time; none whose client has gone.
  func next(
    from queue: RequestQueue, within timeout: Duration, resume: ([UInt]) -> Void
  ) -> PendingRequest? {
    let deadline = ContinuousClock.now + timeout
    while true {
      var gone: [UInt] = []
      let found = state.withLock { $0.takeFirst(from: queue, gone: &gone) }
      resume(gone)
      if let found { return found }
      let rest = deadline - .now
      guard rest > .zero else { return nil }
      wakeups[queue]?.wait(upTo: rest)
    }
  }

  /// - Returns: the connection to be resumed, if it is still there.
  func answer(_ response: Response, to number: Int) -> UInt? {
    state.withLock { state in
      guard case .asked(let client)? = state.exchanges[number] else { return nil }
      state.exchanges[number] = .answered(response)
      return client.connection
    }
  }

  /// - Returns: the connections to be resumed.
  func publish(_ event: ServerEvent, to topic: String) -> [UInt] {
    state.withLock { state in
      guard !state.isClosed else { return [] }
      state.news[topic] = (state.news[topic] ?? []).replacing(event)
      var woken: [UInt] = []
      for number in state.listeners.keys where state.listeners[number]?.topic == topic {
        let waiting = state.listeners[number]?.waiting ?? []
        state.listeners[number]?.waiting = waiting.replacing(event)
        if let client = state.listeners[number]?.client { woken.append(client.connection) }
        state.listeners[number]?.client = nil
      }
      return woken
    }
  }

  /// Forgets listeners that have gone and the news of topics without a listener, and gives the topics that have one.
  func topics(resume: ([UInt]) -> Void) -> Set<String> {
    var gone: [UInt] = []
    defer { resume(gone) }
    return state.withLock { state in
      for (number, listener) in state.listeners {
        guard let client = listener.client, client.isGone else { continue }
        state.listeners[number] = nil
        gone.append(client.connection)
      }
      let topics = Set(state.listeners.values.map(\.topic))
      state.news = state.news.filter { topics.contains($0.key) }
      return topics
    }
  }

  /// Takes nothing in any more.
  ///
  /// - Returns: the connections to be resumed, which then end.
  func close() -> [UInt] {
    state.withLock { state in
      state.isClosed = true
      state.queues = [:]
      var woken: [UInt] = []
      for case .asked(let client) in state.exchanges.values { woken.append(client.connection) }
      woken += state.listeners.values.compactMap(\.client?.connection)
      state.exchanges = [:]
      for number in state.listeners.keys { state.listeners[number]?.client = nil }
      return woken
    }
  }

  // MARK: - For the server's thread

  /// A number for a request that begins.
  func number() -> Int {
    state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
  }

  /// Hands a whole request to the program.
  ///
  /// - Parameters:
  ///   - suspend: has the connection wait; nobody resumes it before that.
  ///   - resume: ends the connections of clients that have gone, where they take the room of the queue.
  /// - Returns: the answer that is given at once instead; nil where the program answers.
  func ask(
    _ request: Request, number: Int, in queue: RequestQueue, by client: Client,
    suspend: () -> Void, resume: ([UInt]) -> Void
  ) -> Response? {
    let exchange = PendingRequest(number: number, request: request, arrived: .now)
    var gone: [UInt] = []
    let isTaken: Bool = state.withLock { state in
      func isFull() -> Bool { state.queues[queue, default: []].count >= limits.waiting }
      if isFull() { gone = state.dropGone(from: queue) }
      guard !state.isClosed, !isFull() else { return false }
      state.exchanges[number] = .asked(client)
      state.queues[queue, default: []].append((exchange, client))
      suspend()
      return true
    }
    resume(gone)
    guard isTaken else {
      return .sentence(503, "the server has too much to do; try again in a moment")
    }
    wakeups[queue]?.signal()
    return nil
  }

  /// The answer to a request, which is sent now; nil where there is none.
  func takeAnswer(to number: Int) -> Response? {
    state.withLock { state in
      guard case .answered(let response)? = state.exchanges.removeValue(forKey: number) else {
        return nil
      }
      return response
    }
  }

  /// Has a request wait for events from now on.
  ///
  /// - Returns: whether there is room.
  func listen(number: Int, to topic: String) -> Bool {
    state.withLock { state in
      guard !state.isClosed, state.listeners.count < limits.streams else { return false }
      state.listeners[number] = EventListener(topic: topic, waiting: state.news[topic] ?? [])
      return true
    }
  }

  /// Copies what is to be sent next.
  ///
  /// - Parameter suspend: has the connection wait where there is nothing.
  /// - Returns: how many bytes; 0 where it waits, and nil at the end.
  func read(
    number: Int, into buffer: UnsafeMutableRawBufferPointer, for client: Client,
    suspend: () -> Void
  ) -> Int? {
    state.withLock { state in
      guard !state.isClosed, var listener = state.listeners[number] else { return nil }
      if listener.offset == listener.sending.count {
        listener.sending = Array(listener.waiting.map(\.text).joined().utf8)
        listener.offset = 0
        listener.waiting = []
      }
      let count = min(buffer.count, listener.sending.count - listener.offset)
      if count == 0 {
        listener.client = client
        suspend()
      } else {
        buffer.copyBytes(from: listener.sending[listener.offset..<listener.offset + count])
        listener.offset += count
      }
      state.listeners[number] = listener
      return count
    }
  }

  /// Forgets a request: it is over, or its connection is.
  func forget(number: Int) {
    state.withLock { state in
      state.exchanges[number] = nil
      state.listeners[number] = nil
      for queue in state.queues.keys {
        state.queues[queue]?.removeAll { $0.exchange.number == number }
      }
    }
  }
}

extension [ServerEvent] {
  /// The events with one in the place of the former one of its name.
  fileprivate func replacing(_ event: ServerEvent) -> [ServerEvent] {
    filter { $0.name != event.name } + [event]
  }
}

extension Response {
  /// A sentence for the client that asked.
  package static func sentence(_ status: Int, _ text: String) -> Response {
    Response(status: status, type: "text/plain; charset=utf-8", bytes: Array("\(text)\n".utf8))
  }
}
