import CMicroHTTPD
import Glibc

/// libmicrohttpd, opened when the process first serves a page: one that never does stays without it.
struct Library: Sendable {
  typealias Pointer = UnsafeMutableRawPointer
  /// Gives bytes of a body whose length is not known.
  typealias Reader =
    @convention(c) (Pointer?, UInt64, UnsafeMutablePointer<CChar>?, Int) -> Int
  typealias Free = @convention(c) (Pointer?) -> Void
  /// Is told of one header after the other.
  typealias Visitor =
    @convention(c) (Pointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Int32

  /// MHD_start_daemon, which takes any number of arguments: the C module calls it.
  let start: @convention(c) () -> Void
  /// MHD_get_connection_info, which takes any number of arguments, too.
  let info: @convention(c) () -> Void
  let stop: @convention(c) (Pointer) -> Void
  let values: @convention(c) (Pointer, Int32, Visitor, Pointer?) -> Int32
  let suspend: @convention(c) (Pointer) -> Void
  private let resumeConnection: @convention(c) (Pointer) -> Void
  let responseOfBytes: @convention(c) (Int, Pointer?, Int32) -> Pointer?
  let responseOfReader: @convention(c) (UInt64, Int, Reader, Pointer?, Free) -> Pointer?
  let addHeader: @convention(c) (Pointer, UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
  let queue: @convention(c) (Pointer, UInt32, Pointer) -> Int32
  let destroy: @convention(c) (Pointer) -> Void

  /// The library, once loaded; nil where libmicrohttpd is not installed.
  static let shared: Library? = Library()

  /// The names under which systems have it; the first is Debian's.
  static let names = ["libmicrohttpd.so.12", "libmicrohttpd.so"]

  private init?() {
    guard
      let handle = Library.names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first
    else { return nil }
    func function<Function>(_ name: String, as type: Function.Type) -> Function? {
      dlsym(handle, "MHD_\(name)").map { unsafeBitCast($0, to: type) }
    }
    guard
      let start = function("start_daemon", as: (@convention(c) () -> Void).self),
      let info = function("get_connection_info", as: (@convention(c) () -> Void).self),
      let stop = function("stop_daemon", as: (@convention(c) (Pointer) -> Void).self),
      let values = function(
        "get_connection_values",
        as: (@convention(c) (Pointer, Int32, Visitor, Pointer?) -> Int32).self),
      let suspend = function("suspend_connection", as: (@convention(c) (Pointer) -> Void).self),
      let resume = function("resume_connection", as: (@convention(c) (Pointer) -> Void).self),
      let responseOfBytes = function(
        "create_response_from_buffer",
        as: (@convention(c) (Int, Pointer?, Int32) -> Pointer?).self),
      let responseOfReader = function(
        "create_response_from_callback",
        as: (@convention(c) (UInt64, Int, Reader, Pointer?, Free) -> Pointer?).self),
      let addHeader = function(
        "add_response_header",
        as: (@convention(c) (Pointer, UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32).self),
      let queue = function(
        "queue_response", as: (@convention(c) (Pointer, UInt32, Pointer) -> Int32).self),
      let destroy = function("destroy_response", as: (@convention(c) (Pointer) -> Void).self)
    else { return nil }
    self.start = start
    self.info = info
    self.stop = stop
    self.values = values
    self.suspend = suspend
    resumeConnection = resume
    self.responseOfBytes = responseOfBytes
    self.responseOfReader = responseOfReader
    self.addHeader = addHeader
    self.queue = queue
    self.destroy = destroy
  }

  /// Has connections go on that were suspended.
  func resume(_ connections: [UInt]) {
    for connection in connections {
      if let pointer = Pointer(bitPattern: connection) { resumeConnection(pointer) }
    }
  }

  /// The client at the other end of a connection.
  func client(of connection: Pointer) -> Client {
    let info = unsafeBitCast(info, to: UnsafeMutableRawPointer.self)
    return Client(
      connection: UInt(bitPattern: connection), socket: microhttpd_socket(info, connection))
  }
}
