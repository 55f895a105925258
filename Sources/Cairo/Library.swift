import CCairo
import Glibc

/// libcairo, opened when somebody first draws a picture or reads one: a process that never does stays without it and
/// the fonts, windows and compressions that it brings.
///
/// The functions stay behind a reference: a compiler that copies seventy of them at every call takes 12 s for this
/// small module.
final class Library: Sendable {
  /// The library, once loaded; nil where libcairo is not installed.
  static let shared = Library()

  /// The names under which systems have it; the first is Debian's.
  static let names = ["libcairo.so.2", "libcairo.so"]

  let functions: cairo_library

  private init?() {
    var functions = cairo_library()
    guard
      let handle = Library.names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first,
      cairo_library_find(&functions, handle) != 0
    else { return nil }
    self.functions = functions
  }
}
