import CZeroMQ
import Glibc
package import Processes

/// The threads that carry frames, shared by sockets of one process.
///
/// Usable from any thread. Sockets keep it alive; `inproc` endpoints and the ZAP handler meet in it.
package final class Context: Sendable {
  // The context alone of all that libzmq has may be used by any thread at any time: zmq(7).
  nonisolated(unsafe) let handle: UnsafeMutableRawPointer

  /// The descriptors of the context and some sockets, with those of the first connections.
  private static let descriptors = 32

  /// Refuses where the system has too few threads or descriptors: libzmq would end the process, now or later.
  ///
  /// - Parameter ioThreads: one for each gigabyte a second.
  package init(ioThreads: Int32 = 1) throws(SystemError) {
    try CurrentProcess.tryOut(descriptors: Context.descriptors)
    // One more closes sockets.
    try Threads.tryOut(Int(ioThreads) + 1)
    guard let handle = zmq_ctx_new() else { preconditionFailure("no memory for ZeroMQ") }
    zmq_ctx_set(handle, ZMQ_IO_THREADS, ioThreads)
    // The first socket starts the threads: now, while there is room.
    if let first = zmq_socket(handle, ZMQ_PAIR) { zmq_close(first) }
    self.handle = handle
  }

  /// Returns at once: every socket was closed before, and none lingers unless told to.
  deinit {
    while zmq_ctx_term(handle) != 0 && zmq_errno() == EINTR {}
  }
}
