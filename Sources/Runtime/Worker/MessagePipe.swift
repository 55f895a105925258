import Cluster
import Processes
import Trials

/// Messages over a pair of descriptors that wait.
final class MessagePipe {
  private let input: Descriptor
  private let output: Descriptor
  private var stream = EnvelopeStream()
  /// The messages that came while an answer was waited for.
  private var early: [Message] = []
  private let clock = SystemClock()

  init(input: consuming Descriptor, output: consuming Descriptor) {
    self.input = input
    self.output = output
  }

  /// The next message; nil when nobody is left who could send one.
  func read() throws -> Message? {
    if !early.isEmpty { return early.removeFirst() }
    while true {
      if let envelope = try stream.next() { return envelope.message }
      guard case .bytes(let bytes) = try input.read() else { return nil }
      stream.append(bytes)
    }
  }

  func write(_ message: Message) throws {
    var bytes = Envelope.onPipe(message)[...]
    while !bytes.isEmpty {
      guard case .wrote(let count) = try output.write(bytes) else { throw PipeClosed() }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Asks, and waits for an answer; what else comes meanwhile is read later.
  ///
  /// - Parameter take: gives the meaning of an answer; nil when it is none.
  /// - Returns: nil when none came in time, or nobody is there to answer.
  func ask<Answer>(
    _ question: Message, for timeout: Duration, take: (Message) -> Answer?
  ) -> Answer? {
    let end = clock.now + timeout
    do {
      try write(question)
      while true {
        if let message = try stream.next()?.message {
          if let answer = take(message) { return answer }
          // A late answer to an earlier question is nothing to do.
          if case .assign = message { early.append(message) }
          continue
        }
        guard clock.now < end, try input.waitUntilReadable(upTo: end - clock.now),
          case .bytes(let bytes) = try input.read()
        else { return nil }
        stream.append(bytes)
      }
    } catch {
      // Broken pipes and words show at the next read.
      return nil
    }
  }

  /// Lets time pass, until something comes.
  func wait(upTo time: Duration) { _ = try? Descriptor.wait(forReadable: [], upTo: time) }

  /// Writes what may be lost: a broken pipe shows at the next result.
  func report(_ message: Message) {
    do { try write(message) } catch {}
  }
}

/// Nobody reads what a runner says any more.
private struct PipeClosed: Error, CustomStringConvertible {
  var description: String { "the worker that started this runner has gone" }
}

extension Envelope {
  /// A message as it goes through a pipe, where neither terms nor sessions are needed.
  static func onPipe(_ message: Message) -> [UInt8] {
    let envelope = Envelope(
      term: 0, session: Session(number: 0), sequence: 0, message: message)
    return envelope.bytes
  }
}
