import Glibc

/// The sanitizer that tests and program may have been built with: see `Tests/sanitizers`.
enum Sanitizer {
  /// It takes several times the memory.
  static let isOn = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

  /// And that much longer, at worst.
  static let patience = isOn ? 10 : 1
}
