import CLinux
import Glibc

/// Has one thread wait for another, or for a poller that waits for much else.
package final class Wakeup: Sendable {
  private let descriptor: Descriptor

  /// Makes one that has no signal yet.
  ///
  /// - Throws: when the process has no more descriptors.
  package init() throws(SystemError) {
    let number = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    guard number >= 0 else { throw SystemError("eventfd", "for a thread") }
    descriptor = Descriptor(owning: number)
  }

  /// Readable from a signal on until it is taken; for pollers.
  package var number: Int32 { descriptor.number }

  /// Wakes the waiting thread.
  package func signal() {
    var one: UInt64 = 1
    _ = retrying { write(descriptor.number, &one, 8) }
  }

  /// Takes the signals that have come.
  package func take() {
    var count: UInt64 = 0
    _ = retrying { read(descriptor.number, &count, 8) }
  }

  /// Waits for a signal, and takes it; returns when time is up, too.
  package func wait(upTo timeout: Duration?) {
    _ = try? descriptor.waitUntilReadable(upTo: timeout)
    take()
  }
}
