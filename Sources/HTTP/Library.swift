import CCurl
import Glibc

/// libcurl, opened when somebody first asks a server: it brings twenty libraries along, which would be a
/// third of the time that a process takes to start.
struct Library: Sendable {
  typealias Pointer = UnsafeMutableRawPointer

  /// curl_easy_setopt and curl_easy_getinfo, which take any number of arguments: the C module calls them.
  private let setOption: @convention(c) () -> Void
  private let getInformation: @convention(c) () -> Void
  let begin: @convention(c) () -> Pointer?
  let perform: @convention(c) (Pointer?) -> CURLcode
  let end: @convention(c) (Pointer?) -> Void
  let message: @convention(c) (CURLcode) -> UnsafePointer<CChar>?
  /// Gives a list with one more text, which is copied.
  let append: @convention(c) (Pointer?, UnsafePointer<CChar>) -> Pointer?
  let free: @convention(c) (Pointer?) -> Void

  /// The library, once loaded; nil where libcurl is not installed.
  static let shared: Library? = Library()

  /// The names under which systems have it; the first is Debian's.
  static let names = ["libcurl.so.4", "libcurl.so"]

  private init?() {
    guard
      let handle = Library.names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first
    else { return nil }
    func function<Function>(_ name: String, as type: Function.Type) -> Function? {
      dlsym(handle, "curl_\(name)").map { unsafeBitCast($0, to: type) }
    }
    guard
      let prepare = function("global_init", as: (@convention(c) (Int) -> CURLcode).self),
      let setOption = function("easy_setopt", as: (@convention(c) () -> Void).self),
      let getInformation = function("easy_getinfo", as: (@convention(c) () -> Void).self),
      let begin = function("easy_init", as: (@convention(c) () -> Pointer?).self),
      let perform = function("easy_perform", as: (@convention(c) (Pointer?) -> CURLcode).self),
      let end = function("easy_cleanup", as: (@convention(c) (Pointer?) -> Void).self),
      let message = function(
        "easy_strerror", as: (@convention(c) (CURLcode) -> UnsafePointer<CChar>?).self),
      let append = function(
        "slist_append",
        as: (@convention(c) (Pointer?, UnsafePointer<CChar>) -> Pointer?).self),
      let free = function("slist_free_all", as: (@convention(c) (Pointer?) -> Void).self)
    else { return nil }
    (self.setOption, self.getInformation) = (setOption, getInformation)
    (self.begin, self.perform, self.end, self.message) = (begin, perform, end, message)
    (self.append, self.free) = (append, free)
    // It wants to be started once, before any handle.
    _ = prepare(Int(CURL_GLOBAL_ALL))
  }

  /// The address of curl_easy_setopt.
  var option: Pointer { unsafeBitCast(setOption, to: Pointer.self) }
  /// The address of curl_easy_getinfo.
  var information: Pointer { unsafeBitCast(getInformation, to: Pointer.self) }
}
