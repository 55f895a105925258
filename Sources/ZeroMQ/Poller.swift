import CZeroMQ
import Glibc

/// Waits until one of many sockets and file descriptors is ready.
///
/// A poller owns nothing: a socket that was closed simply never becomes ready again, a descriptor
/// must be removed before it is closed. It belongs to the thread of its sockets.
///
/// ```swift
/// var poller = Poller()
/// let door = poller.add(socket)
/// let ready = try poller.wait(upTo: .seconds(1))
/// if ready[door] != nil { while let message = try socket.receive() { ... } }
/// ```
package struct Poller: ~Copyable {
  /// The events to wait for, or those that have happened.
  package struct Events: OptionSet, Hashable, Sendable {
    /// The bits of `ZMQ_POLLIN` and `ZMQ_POLLOUT`.
    package let rawValue: Int16
    /// - Parameter rawValue: bits that `zmq_poll` knows.
    package init(rawValue: Int16) { self.rawValue = rawValue }

    /// Something can be read without waiting.
    package static let readable = Events(rawValue: Int16(ZMQ_POLLIN))
    /// Something can be written without waiting.
    package static let writable = Events(rawValue: Int16(ZMQ_POLLOUT))
  }

  /// Stands for one thing that is waited for; never given out twice by one poller.
  package struct Key: Hashable, Sendable {
    fileprivate let number: Int
  }

  private enum Source {
    case socket(SocketHandle)
    case descriptor(Int32)
  }

  private struct Entry {
    let key: Key
    let source: Source
    var interest: Events
  }

  private var entries: [Entry] = []
  private var items: [zmq_pollitem_t] = []
  private var added = 0

  /// Makes a poller that waits for nothing yet.
  package init() {}

  /// Waits for a socket's messages, or for room to send some.
  ///
  /// - Returns: the key under which `wait(upTo:)` tells that it is ready.
  package mutating func add(_ socket: borrowing Socket, for events: Events = .readable) -> Key {
    add(.socket(socket.handle), events)
  }

  /// Waits for a pipe, a signal or process descriptor, or anything else that `poll` takes.
  package mutating func add(descriptor: Int32, for events: Events = .readable) -> Key {
    add(.descriptor(descriptor), events)
  }

  private mutating func add(_ source: Source, _ interest: Events) -> Key {
    added += 1
    entries.append(Entry(key: Key(number: added), source: source, interest: interest))
    return Key(number: added)
  }

  /// Waits for other events from now on; an unknown key is ignored.
  package mutating func change(_ key: Key, to events: Events) {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return }
    entries[index].interest = events
  }

  /// Forgets it; an unknown key is ignored.
  package mutating func remove(_ key: Key) {
    entries.removeAll { $0.key == key }
  }

  /// Waits until something is ready, or time is up, or a signal came; then nothing may be ready.
  ///
  /// A descriptor whose other end has gone, or that is broken, is ready for all it was added for:
  /// the read or write that follows says why.
  ///
  /// - Parameter timeout: rounded up to whole milliseconds; nil waits for ever.
  package mutating func wait(upTo timeout: Duration?) throws(ZeroMQError) -> [Key: Events] {
    items.removeAll(keepingCapacity: true)
    for entry in entries {
      var item = zmq_pollitem_t(
        socket: nil, fd: -1, events: entry.interest.rawValue, revents: 0)
      switch entry.source {
      case .socket(let handle): item.socket = handle.pointer  // nil and -1 once closed: no event
      case .descriptor(let descriptor): item.fd = descriptor
      }
      items.append(item)
    }
    let milliseconds = timeout.map { Int($0.wholeMilliseconds) } ?? -1
    let count = zmq_poll(&items, Int32(items.count), milliseconds)
    guard count >= 0 else {
      if zmq_errno() == EINTR { return [:] }
      throw ZeroMQError("zmq_poll", "of \(items.count) sources")
    }
    guard count > 0 else { return [:] }
    var ready: [Key: Events] = [:]
    for (entry, item) in zip(entries, items) where item.revents != 0 {
      let isBroken = item.revents & Int16(ZMQ_POLLERR) != 0
      ready[entry.key] = isBroken ? entry.interest : Events(rawValue: item.revents)
    }
    return ready
  }
}
