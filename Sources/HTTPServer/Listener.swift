import Glibc

/// A socket of TCP that listens.
struct Listener: ~Copyable {
  /// The server that takes it closes it.
  let descriptor: Int32
  let port: Int

  /// - Parameters:
  ///   - host: a numeric address or a name of this machine.
  ///   - port: 0 for any that is free.
  init(host: String, port: Int) throws(ServerError) {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = Int32(AI_PASSIVE)
    var list: UnsafeMutablePointer<addrinfo>?
    let failure = getaddrinfo(host, "\(port)", &hints, &list)
    guard failure == 0, let first = list else {
      throw ServerError("'\(host)' is no address: \(String(cString: gai_strerror(failure)))")
    }
    defer { freeaddrinfo(list) }
    let socket = Glibc.socket(
      first.pointee.ai_family,
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
      0)
    guard socket >= 0 else { throw Listener.error("no socket can be made", errno) }
    var one: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    guard bind(socket, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0,
      listen(socket, 128) == 0
    else {
      let code = errno
      close(socket)
      throw Listener.error("nothing can listen at \(host):\(port)", code)
    }
    guard let port = Listener.port(of: socket) else {
      let code = errno
      close(socket)
      throw Listener.error("the port of a socket is not known", code)
    }
    descriptor = socket
    self.port = port
  }

  private static func port(of socket: Int32) -> Int? {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let isKnown = withUnsafeMutablePointer(to: &address) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(socket, $0, &length) == 0
      }
    }
    // IPv4 and IPv6 have it in the same place, highest byte first.
    return isKnown ? withUnsafeBytes(of: address) { Int($0[2]) << 8 | Int($0[3]) } : nil
  }

  private static func error(_ what: String, _ code: Int32) -> ServerError {
    ServerError("\(what): \(String(cString: strerror(code)))", code: code)
  }
}
