import CZeroMQ
import Glibc

/// The threads that carry frames, shared by sockets of one process.
///
/// Usable from any thread. Sockets keep it alive; `inproc` endpoints and the ZAP handler meet in it.
package final class Context: Sendable {
  // The context alone of all that libzmq has may be used by any thread at any time: zmq(7).
  nonisolated(unsafe) let handle: UnsafeMutableRawPointer

  /// - Parameter ioThreads: one for each gigabyte a second.
  package init(ioThreads: Int32 = 1) {
    guard let handle = zmq_ctx_new() else { preconditionFailure("no memory for ZeroMQ") }
    zmq_ctx_set(handle, ZMQ_IO_THREADS, ioThreads)
    self.handle = handle
  }

  /// Returns at once: every socket was closed before, and none lingers unless told to.
  deinit {
    while zmq_ctx_term(handle) != 0 && zmq_errno() == EINTR {}
  }
}
