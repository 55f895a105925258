import Glibc

/// What a process can ask and set about itself.
package enum CurrentProcess {
  /// The absolute path of the program that runs.
  package static func executablePath() throws(SystemError) -> String {
    let link = "/proc/self/exe"
    guard let path = realpath(link, nil) else { throw SystemError("realpath", link) }
    defer { free(path) }
    return String(cString: path)
  }

  /// Allows itself as many open descriptors as it may, and says how many those are.
  @discardableResult
  package static func raiseDescriptorLimit() throws(SystemError) -> Int {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { throw SystemError("getrlimit", "NOFILE") }
    limit.rlim_cur = limit.rlim_max
    guard setrlimit(resource, &limit) == 0 else { throw SystemError("setrlimit", "NOFILE") }
    return Int(clamping: limit.rlim_cur)
  }
}
