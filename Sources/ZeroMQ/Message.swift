import CZeroMQ
import Glibc

/// A message that came in from one peer, whole.
package struct Message: Hashable, Sendable {
  /// The frames in order; a ROUTER puts the peer's routing id before those that were sent.
  package var frames: [[UInt8]]

  /// The name that the ZAP handler gave this peer; nil where none was asked, or the peer is in `inproc`.
  package var userID: String?

  /// The address the peer's connection comes from, such as `10.0.0.7`; nil for `inproc`.
  package var peerAddress: String?

  /// The number of the connection it came by, as `Monitor` tells of it; nil for `inproc`. A number
  /// is given again once its connection is closed.
  package var connection: Int32?
}

extension Socket {
  /// Hands a message of one or more frames to ZeroMQ, all of it or nothing.
  ///
  /// A ROUTER's first frame is the routing id of the peer it is for.
  package func send(_ frames: [[UInt8]]) throws(ZeroMQError) -> SendResult {
    precondition(!frames.isEmpty, "a message has at least one frame")
    for index in frames.indices {
      let more = index < frames.count - 1 ? ZMQ_SNDMORE : 0
      while zmq_send(handle.pointer, frames[index], frames[index].count, more | ZMQ_DONTWAIT) < 0 {
        switch zmq_errno() {
        case EINTR: continue
        case EHOSTUNREACH where index == 0: return .unroutable
        case EAGAIN:
          // In mid-message: the peer has gone, what it had is withdrawn, and ZeroMQ drops frames up
          // to and including the last, so it must get to see the last.
          if more != 0 && index > 0 { drop(frames[(index + 1)...]) }
          return .wouldBlock
        default: throw ZeroMQError("zmq_send", "of frame \(index + 1) of \(frames.count)")
        }
      }
    }
    return .sent
  }

  private func drop(_ frames: ArraySlice<[UInt8]>) {
    for index in frames.indices {
      let more = index < frames.endIndex - 1 ? ZMQ_SNDMORE : 0
      zmq_send(handle.pointer, frames[index], frames[index].count, more | ZMQ_DONTWAIT)
    }
  }

  /// The next message that has arrived, or nil.
  ///
  /// - Parameters:
  ///   - frameLimit: `maximumFrameSize` limits a frame and nothing limits their number, so
  ///     frames beyond this many are let go unread; a caller that expects three refuses the sixteen.
  ///   - tellsUser: whether to ask who sent it and from where, which takes as long as the message.
  ///   - sizeLimit: how long a frame may be, by its sender; of a longer one nothing is copied, and it
  ///     is empty in the message.
  package func receive(
    frameLimit: Int = 16, tellingUser tellsUser: Bool = true,
    sizeLimit: (_ userID: String?) -> Int = { _ in .max }
  ) throws(ZeroMQError) -> Message? {
    var part = zmq_msg_t()
    var message = Message(frames: [])
    while true {
      zmq_msg_init(&part)
      defer { zmq_msg_close(&part) }
      // Messages arrive whole: after the first frame, no other has to be waited for.
      while zmq_msg_recv(&part, handle.pointer, ZMQ_DONTWAIT) < 0 {
        switch zmq_errno() {
        case EINTR: continue
        case EAGAIN where message.frames.isEmpty: return nil
        default: throw ZeroMQError("zmq_msg_recv", "of frame \(message.frames.count + 1)")
        }
      }
      if message.frames.count < frameLimit {
        let size = zmq_msg_size(&part)
        let isRead =
          size <= 1024 || size <= sizeLimit(tellsUser ? property("User-Id", of: &part) : nil)
        message.frames.append(
          Array(UnsafeRawBufferPointer(start: zmq_msg_data(&part), count: isRead ? size : 0)))
      }
      if zmq_msg_more(&part) == 0 {
        // Only frames that travelled know; the routing id, which ROUTER adds, does not.
        if tellsUser {
          message.userID = property("User-Id", of: &part)
          message.peerAddress = property("Peer-Address", of: &part)
        }
        let connection = zmq_msg_get(&part, ZMQ_SRCFD)
        message.connection = connection < 0 ? nil : connection
        return message
      }
    }
  }

  private func property(_ name: String, of part: inout zmq_msg_t) -> String? {
    zmq_msg_gets(&part, name).map { String(cString: $0) }
  }
}
