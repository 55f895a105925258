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
    case asked(connection: UInt)
    case answered(Response)
  }

  /// A connection that waits for events.
  private struct EventListener {
    let topic: String
    /// Suspended until there is something to send; nil while the server's thread has it.
    var connection: UInt?
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
    var queue: [(number: Int, request: Request)] = []
    var exchanges: [Int: Exchange] = [:]
    var listeners: [Int: EventListener] = [:]
    /// The last event of each name, by topic: a new listener is told them first.
    var news: [String: [ServerEvent]] = [:]
  }

  private let state = Mutex(State())
  private let wakeup: Wakeup
  let limits: ServerLimits

  init(_ limits: ServerLimits) throws(ServerError) {
    self.limits = limits
    do throws(SystemError) {
      wakeup = try Wakeup()
    } catch {
      throw ServerError("\(error)")
    }
  }

  // MARK: - For the program

  /// The request that has waited longest, if one comes in time.
  func next(within timeout: Duration) -> (number: Int, request: Request)? {
    let deadline = ContinuousClock.now + timeout
    while true {
      let found = state.withLock { $0.queue.isEmpty ? nil : $0.queue.removeFirst() }
      if let found { return found }
      let rest = deadline - .now
      guard rest > .zero else { return nil }
      wakeup.wait(upTo: rest)
    }
  }

  /// - Returns: the connection to be resumed, if it is still there.
  func answer(_ response: Response, to number: Int) -> UInt? {
    state.withLock { state in
      guard case .asked(let connection)? = state.exchanges[number] else { return nil }
      state.exchanges[number] = .answered(response)
      return connection
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
        if let connection = state.listeners[number]?.connection { woken.append(connection) }
        state.listeners[number]?.connection = nil
      }
      return woken
    }
  }

  /// Forgets the news of topics without a listener, and gives the topics that have one.
  func topics() -> Set<String> {
    state.withLock { state in
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
      state.queue = []
      var woken: [UInt] = []
      for case .asked(let connection) in state.exchanges.values { woken.append(connection) }
      woken += state.listeners.values.compactMap(\.connection)
      state.exchanges = [:]
      for number in state.listeners.keys { state.listeners[number]?.connection = nil }
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
  /// - Parameter suspend: has the connection wait; nobody resumes it before that.
  /// - Returns: the answer that is given at once instead; nil where the program answers.
  func ask(
    _ request: Request, number: Int, connection: UInt, suspend: () -> Void
  ) -> Response? {
    let isTaken: Bool = state.withLock { state in
      guard !state.isClosed, state.queue.count < limits.waiting else { return false }
      state.exchanges[number] = .asked(connection: connection)
      state.queue.append((number, request))
      suspend()
      return true
    }
    guard isTaken else {
      return .sentence(503, "the server has too much to do; try again in a moment")
    }
    wakeup.signal()
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
    number: Int, into buffer: UnsafeMutableRawBufferPointer, connection: UInt,
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
        listener.connection = connection
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
      state.queue.removeAll { $0.number == number }
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
