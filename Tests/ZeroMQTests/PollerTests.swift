import Glibc
import Testing
import ZeroMQ

struct PollerTests {
  let context: Context

  init() throws { context = try Context() }

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
    #expect(try poller.wait(upTo: timeout) == [socket: .readable])
    try #require(write(ends[1], "x", 1) == 1)
    #expect(try poller.wait(upTo: timeout) == [socket: .readable, descriptor: .readable])

    poller.remove(socket)
    #expect(try poller.wait(upTo: timeout) == [descriptor: .readable])
    var byte: UInt8 = 0
    try #require(read(ends[0], &byte, 1) == 1)
    #expect(try poller.wait(upTo: .zero) == [:])

    close(ends[1])
    #expect(try poller.wait(upTo: timeout) == [descriptor: .readable])
  }

  @Test func `waits only for what is asked`() throws {
    let left = try Socket(.pair, in: context)
    try left.bind(to: "inproc://change")
    let right = try Socket(.pair, in: context)
    try right.connect(to: "inproc://change")
    var poller = Poller()
    let key = poller.add(right, for: [.readable, .writable])
    #expect(try poller.wait(upTo: timeout) == [key: .writable])
    poller.change(key, to: .readable)
    #expect(try poller.wait(upTo: .zero) == [:])
  }

  @Test func `a closed socket is no longer ready`() throws {
    let left = try Socket(.pair, in: context)
    try left.bind(to: "inproc://gone")
    var poller = Poller()
    func receiveNothing() throws {
      let right = try Socket(.pair, in: context)
      try right.connect(to: "inproc://gone")
      let key = poller.add(right)
      try #require(try left.send([[1]]) == .sent)
      #expect(try poller.wait(upTo: timeout) == [key: .readable])
    }
    try receiveNothing()
    #expect(try poller.wait(upTo: .zero) == [:])
  }

  @Test func `waiting for nothing ends in time`() throws {
    var poller = Poller()
    #expect(try poller.wait(upTo: .nanoseconds(1)) == [:])
  }
}
