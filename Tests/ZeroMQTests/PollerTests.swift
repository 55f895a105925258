import Glibc
import Testing
import ZeroMQ

struct PollerTests {
  let context = Context()

  @Test func `tells which of several sources is ready`() throws {
    let left = try Socket(.pair, in: context)
    try left.bind(to: "inproc://poll")
    let right = try Socket(.pair, in: context)
    try right.connect(to: "inproc://poll")
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }

    var poller = Poller()
    let socket = poller.add(right)
    let descriptor = poller.add(descriptor: ends[0])
    #expect(try poller.wait(upTo: .zero) == [:])

    try #require(try left.send([[1]]) == .sent)
    #expect(try poller.wait(upTo: patience) == [socket: .readable])
    try #require(write(ends[1], "x", 1) == 1)
    #expect(try poller.wait(upTo: patience) == [socket: .readable, descriptor: .readable])

    poller.remove(socket)
    #expect(try poller.wait(upTo: patience) == [descriptor: .readable])
    var byte: UInt8 = 0
    try #require(read(ends[0], &byte, 1) == 1)
    #expect(try poller.wait(upTo: .zero) == [:])

    close(ends[1])
    #expect(try poller.wait(upTo: patience) == [descriptor: .readable])
  }

  @Test func `waits only for what is asked`() throws {
    let left = try Socket(.pair, in: context)
    try left.bind(to: "inproc://change")
    let right = try Socket(.pair, in: context)
    try right.connect(to: "inproc://change")
    var poller = Poller()
    let key = poller.add(right, for: [.readable, .writable])
    #expect(try poller.wait(upTo: patience) == [key: .writable])
    poller.change(key, to: .readable)
    #expect(try poller.wait(upTo: .zero) == [:])
  }

  @Test func `a closed socket is never ready`() throws {
    var poller = Poller()
    func register() throws {
      let socket = try Socket(.pair, in: context)
      try socket.bind(to: "inproc://gone")
      _ = poller.add(socket, for: [.readable, .writable])
    }
    try register()
    #expect(try poller.wait(upTo: .milliseconds(1)) == [:])
    let again = try Socket(.pair, in: context)
    try again.bind(to: "inproc://gone")
  }

  @Test func `waiting for nothing ends in time`() throws {
    var poller = Poller()
    #expect(try poller.wait(upTo: .nanoseconds(1)) == [:])
  }
}
