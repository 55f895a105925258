import CCairo
import Glibc

/// libcairo, opened when somebody first draws a picture or reads one: a process that never does stays without it and
/// the fonts, windows and compressions that it brings.
enum Library {
  /// The functions of the library, once loaded; nil where libcairo is not installed.
  static let shared: cairo_library? = {
    var functions = cairo_library()
    guard
      let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first,
      cairo_library_find(&functions, handle) != 0
    else { return nil }
    return functions
  }()

  /// The names under which systems have it; the first is Debian's.
  static let names = ["libcairo.so.2", "libcairo.so"]
}
