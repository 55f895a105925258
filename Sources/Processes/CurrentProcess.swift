import CLinux
import Glibc

/// The facts that a process can ask and set about itself.
package enum CurrentProcess {
  /// The absolute path of the program that runs.
  package static func executablePath() throws(SystemError) -> String {
    let link = "/proc/self/exe"
    guard let path = realpath(link, nil) else { throw SystemError("realpath", link) }
    defer { free(path) }
    return String(cString: path)
  }

  /// Starts the program that runs once more, also where its file was replaced since, as by a build: a run stays of
  /// one build.
  package static func again(_ arguments: [String]) -> Command {
    var command = Command(
      CurrentProcess.arguments.first ?? "sweep", arguments: arguments,
      environment: CurrentProcess.environment)
    command.path = "/proc/self/exe"
    return command
  }

  /// Has the system list it under the name that it was started by; one that `again` starts would be called `exe`.
  package static func takeName() { take_name_of_invocation() }

  /// The number of this process.
  package static var id: Int32 { getpid() }

  /// The kind of processor, in the words of `uname -m`: `x86_64`.
  package static var architecture: String {
    var names = utsname()
    guard uname(&names) == 0 else { return "unknown" }
    return withUnsafeBytes(of: names.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
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

  /// Takes so many descriptors, and lets go of them: the system refuses here what it would refuse later, where a
  /// library would end the process for it.
  package static func tryOut(descriptors count: Int) throws(SystemError) {
    var taken: [Int32] = []
    defer { for descriptor in taken { close(descriptor) } }
    for _ in 0..<count {
      let descriptor = eventfd(0, Int32(EFD_CLOEXEC))
      guard descriptor >= 0 else { throw SystemError("eventfd", "for \(count) descriptors") }
      taken.append(descriptor)
    }
  }

  /// How many files it may have open, once it asks for as many as it may.
  package static var descriptorLimit: Int? {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    return getrlimit(resource, &limit) == 0 ? Int(clamping: limit.rlim_max) : nil
  }

  /// Whether somebody keeps the machine's clock right; nil where the system does not say.
  package static var isClockSynchronized: Bool? {
    switch clock_is_synchronized() {
    case 0: false
    case 1: true
    default: nil
    }
  }

  /// Whether the system's files about processes are there.
  package static var hasProcFS: Bool { access("/proc/self/cmdline", R_OK) == 0 }

  /// The words it was started with, the program's own name first.
  ///
  /// Swift's `CommandLine` looks for them beside the environment and finds nothing when a preloaded
  /// library, such as faketime's, has moved that before `main`.
  package static var arguments: [String] {
    guard let text = contents(of: "/proc/self/cmdline") else { return CommandLine.arguments }
    return text.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// The variables it was started with; of those with one name, the first.
  package static var environment: [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let text = next.pointee {
      let parts = String(cString: text).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, variables[String(parts[0])] == nil {
        variables[String(parts[0])] = String(parts[1])
      }
      next += 1
    }
    return variables
  }

  /// Has the system kill it when its parent ends; ends at once when that has happened already.
  ///
  /// - Parameter parent: the process that started it.
  package static func end(with parent: Int32) throws(SystemError) {
    guard signal_at_parents_death(SIGKILL) == 0 else { throw SystemError("prctl", "PDEATHSIG") }
    if getppid() != parent { exit(1) }
  }

  /// Has the system leave it alone when its parent ends: it notices by itself, and has something to
  /// put in order first.
  package static func outliveParent() { _ = signal_at_parents_death(0) }

  /// Becomes the parent of all descendants whose own parents end, so that none can slip away.
  package static func adoptOrphans() { _ = adopt_orphans() }

  /// Ends all children that are left, and theirs; all that are known must have been waited for.
  package static func endChildren() {
    // Each round ends those that are there; what they leave behind comes in the next.
    for _ in 0..<2000 {
      let found = retrying { waitpid(-1, nil, WNOHANG) }
      if found < 0 { return }
      if found > 0 { continue }
      for id in ProcessTree().descendants(of: getpid()) { kill(id, SIGKILL) }
      usleep(1000)
    }
  }

  /// Has the system, when it is out of memory, end this process before those that may not be lost.
  package static func offerToEndFirst() {
    // Where that cannot be asked for, the system ends what it likes, as it would have.
    _ = try? Descriptor(opening: "/proc/self/oom_score_adj", O_WRONLY).write("800".utf8)
  }

  /// Has what is printed from now on go to standard error.
  package static func sendOutputToError() throws(SystemError) {
    guard dup2(2, 1) == 1 else { throw SystemError("dup2", "of standard error") }
  }

  /// How many processors it may use.
  package static var processorCount: Int { Int(processors_allowed()) }
}
