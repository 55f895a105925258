import Glibc

/// One of a socket's connections, by the number that its messages carry: a descriptor of libzmq's own,
/// which may have closed it meanwhile, and another of its connections may have the number.
package struct PeerConnection: Hashable, Sendable {
  /// The number of libzmq's own descriptor, as `Message` carries it.
  package let number: Int32

  /// - Parameter number: as a message or an event of the socket tells it.
  package init(number: Int32) { self.number = number }

  /// Bytes that the other side has not taken yet, as far as they have left libzmq's queue; 0 where that
  /// cannot be told.
  package var unreadBytes: Int {
    var count: Int32 = 0
    return ioctl(number, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
  }

  /// Ends the connection, unless it is another by now than the one that a message came by.
  ///
  /// libzmq has no call for this: it notices that the other side has gone, as it seems.
  ///
  /// - Parameter address: where the message came from; nil where it came through a socket file.
  package func hangUp(on address: String?) {
    var isListening: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0,
      isListening == 0
    else { return }
    if let address, peerAddress != address { return }
    shutdown(number, Int32(SHUT_RDWR))
  }

  /// The address at the other end, as libzmq tells it.
  private var peerAddress: String? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let isKnown = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        getpeername(number, address, &size) == 0
          && getnameinfo(
            address, size, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0
      }
    }
    guard isKnown else { return nil }
    return String(
      decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
