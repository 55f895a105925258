import Glibc
import Processes
import Testing

struct SignalsTests {
  @Test func `a signal that was taken comes in as data`() throws {
    let signals = try Signals([.interrupt, .terminate, .hangup, .windowChange])
    #expect(signals.nextSignal() == nil)
    raise(SIGTERM)
    raise(SIGTERM)
    raise(SIGWINCH)
    #expect(try signals.descriptor.waitUntilReadable(upTo: timeout))
    #expect(Set([signals.nextSignal(), signals.nextSignal()]) == [.terminate, .windowChange])
    #expect(signals.nextSignal() == nil)
  }

  @Test func `signals let go act again, without those that came in meanwhile`() throws {
    // The test's thread may belong to a pool that holds everything back.
    var hangup = sigset_t()
    var before = sigset_t()
    sigemptyset(&hangup)
    sigaddset(&hangup, SIGHUP)
    pthread_sigmask(SIG_UNBLOCK, &hangup, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    func isHeldBack() -> Bool {
      var mask = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &mask)
      return sigismember(&mask, SIGHUP) == 1
    }
    func holdBack() throws {
      let signals = try Signals([.hangup])
      raise(SIGHUP)
      #expect(isHeldBack())
      #expect(try signals.descriptor.waitUntilReadable(upTo: timeout))
    }
    try holdBack()
    #expect(!isHeldBack())
  }

  @Test func `signals have names`() {
    #expect(Signal.terminate.description == "SIGTERM")
    #expect(Signal(rawValue: 42).description == "signal 42")
  }
}

struct CurrentProcessTests {
  @Test func `knows its own program`() throws {
    let path = try CurrentProcess.executablePath()
    #expect(path.hasPrefix("/"))
    #expect(access(path, X_OK) == 0)
  }

  @Test func `raises its limit of descriptors to the highest`() throws {
    let limit = try CurrentProcess.raiseDescriptorLimit()
    #expect(limit >= 256)
    #expect(try CurrentProcess.raiseDescriptorLimit() == limit)
  }
}
