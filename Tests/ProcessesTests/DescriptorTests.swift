import Glibc
import Processes
import Testing

struct DescriptorTests {
  @Test func `reads what was written, then waits, then ends`() throws {
    let pipe = try Pipe()
    try pipe.readEnd?.setNonblocking()
    #expect(try pipe.readEnd?.read() == .wouldBlock)
    #expect(try pipe.readEnd?.waitUntilReadable(upTo: .zero) == false)

    #expect(try pipe.writeEnd?.write([1, 2, 3]) == .wrote(3))
    #expect(try pipe.readEnd?.waitUntilReadable(upTo: timeout) == true)
    #expect(try pipe.readEnd?.read(upTo: 2) == .bytes([1, 2]))
    #expect(try pipe.readEnd?.read() == .bytes([3]))

    pipe.writeEnd = nil
    #expect(try pipe.readEnd?.readToEnd() == "")
  }

  @Test func `a full pipe takes a part, then nothing`() throws {
    let pipe = try Pipe()
    try pipe.writeEnd?.setNonblocking()
    let bytes = [UInt8](repeating: 7, count: 1_000_000)
    guard case .wrote(let count) = try pipe.writeEnd?.write(bytes) else {
      Issue.record("an empty pipe takes something")
      return
    }
    #expect(count < bytes.count)
    #expect(try pipe.writeEnd?.write(bytes[count...]) == .wouldBlock)
    #expect(try pipe.readEnd?.read(upTo: bytes.count) == .bytes(Array(bytes[..<count])))
    guard case .wrote = try pipe.writeEnd?.write(bytes[count...]) else {
      Issue.record("a pipe that was emptied takes something")
      return
    }
  }

  @Test func `writing where nobody reads says so`() throws {
    Signal.pipe.ignore()
    let pipe = try Pipe()
    try pipe.writeEnd?.setNonblocking()
    pipe.readEnd = nil
    // A child that another test is just starting has its copy up to its `exec`.
    let deadline = ContinuousClock.now + timeout
    while try pipe.writeEnd?.write([1]) != .closed {
      try #require(ContinuousClock.now < deadline)
      sched_yield()
    }
  }

  @Test func `a duplicate is on its own, and above the standard streams`() throws {
    let pipe = try Pipe()
    let original = pipe.writeEnd?.number ?? -1
    let copy = try Descriptor(duplicating: original)
    #expect(copy.number > 2 && copy.number != original)
    #expect(fcntl(copy.number, F_GETFD) == FD_CLOEXEC)
    #expect(throws: SystemError.self) { _ = try Descriptor(duplicating: -1) }
  }
}
