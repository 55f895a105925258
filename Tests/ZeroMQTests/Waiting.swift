import Testing
import ZeroMQ

/// Nobody waits for ever: what is not there by then never comes.
let timeout = Duration.seconds(20)

extension Socket {
  /// The next message, waited for.
  func next() throws -> Message {
    var poller = Poller()
    let key = poller.add(self)
    let deadline = ContinuousClock.now + timeout
    while ContinuousClock.now < deadline {
      if try poller.wait(upTo: timeout)[key] != nil, let message = try receive() { return message }
    }
    throw Silence()
  }

  /// Waits until there is somebody to send to.
  func untilWritable() throws {
    var poller = Poller()
    let key = poller.add(self, for: .writable)
    try #require(try poller.wait(upTo: timeout)[key] == .writable)
  }
}

struct Silence: Error {}
