/// The libraries that a bundle leaves to the system it runs on.
///
/// glibc is one with the kernel's interface, the loader and the host's users and names; a copy of
/// another version beside it would not even start.
enum SystemLibraries {
  /// Whether glibc brings a library of this name.
  static func include(_ name: String) -> Bool {
    guard let stem = name.split(separator: ".").first else { return false }
    return stem.hasPrefix("ld-linux") || stem.hasPrefix("libnss_") || stems.contains(String(stem))
  }

  private static let stems: Set = [
    "libc", "libm", "libpthread", "libdl", "librt", "libresolv", "libutil", "libanl", "libmvec",
    "libBrokenLocale", "libthread_db", "libnsl",
  ]
}
