import CLinux
import Glibc

/// How a process ended.
package enum ExitStatus: Hashable, Sendable {
  /// Ended by itself, with this code; 0 means well.
  case exited(Int32)
  case signalled(Signal)

  /// From the bits that `waitpid` gives.
  init(_ bits: Int32) {
    let signal = bits & 0x7f
    self = signal == 0 ? .exited(bits >> 8 & 0xff) : .signalled(Signal(rawValue: signal))
  }
}

/// A process we started and have to wait for.
///
/// It does not outlive its owner: let go while it runs, it is killed, with its group if it leads one.
/// `SIGCHLD` must not be ignored, or the system forgets children before we ask.
package final class Child {
  /// The process id; belongs to this child until its end has been polled or waited for.
  package let id: Int32

  /// Readable once the process has ended; for a poller.
  package let ending: Descriptor

  /// The pipe that we write for it to read, where its input is one; never waits. Nil closes it.
  package var input: Descriptor?

  /// The pipe that it writes, where its output is one; never waits. Ends when all descendants have ended.
  package let output: Descriptor?
  /// The pipe that it writes its errors to, where they go to a pipe of their own; never waits.
  package let errorOutput: Descriptor?

  /// The descriptors that become readable when there is something to see of it; for a poller.
  package let readable: [Int32]

  /// How it ended, once that has been seen.
  package private(set) var status: ExitStatus?

  private let leadsGroup: Bool

  init(
    id: Int32, leadsGroup: Bool, input: consuming Descriptor?, output: consuming Descriptor?,
    errorOutput: consuming Descriptor?
  ) throws(SystemError) {
    let number = descriptor_of_process(id)
    if number < 0 {
      let error = SystemError("pidfd_open", "of process \(id)")
      Child.kill(id, leadsGroup: leadsGroup)
      throw error
    }
    readable = [number, output?.number, errorOutput?.number].compactMap(\.self)
    ending = Descriptor(owning: number)
    self.id = id
    self.leadsGroup = leadsGroup
    self.input = consume input
    self.output = consume output
    self.errorOutput = consume errorOutput
    try self.input?.setNonblocking()
    try self.output?.setNonblocking()
    try self.errorOutput?.setNonblocking()
  }

  deinit {
    if status == nil { Child.kill(id, leadsGroup: leadsGroup) }
  }

  /// Sends a signal to it, and to its group if it leads one; nothing once its end has been seen.
  ///
  /// Between `ending` becoming readable and the `poll` that sees it, this still reaches what it has
  /// left behind in its group.
  package func send(_ signal: Signal) {
    if status == nil { Glibc.kill(leadsGroup ? -id : id, signal.rawValue) }
  }

  /// How it ended, or nil while it runs.
  package func poll() throws(SystemError) -> ExitStatus? {
    if status == nil { status = try reap(WNOHANG) }
    return status
  }

  /// Waits until it has ended.
  package func wait() throws(SystemError) -> ExitStatus {
    while true {
      if status == nil { status = try reap(0) }
      if let status { return status }
    }
  }

  /// Bytes of memory that it and its descendants share with nobody else; nil once it has ended.
  package var ownMemory: Int? {
    guard status == nil else { return nil }
    let ids = [id] + ProcessTree().descendants(of: id)
    return ids.reduce(0) { $0 + (ProcessTree.ownMemory(of: $1) ?? 0) }
  }

  /// As `ownMemory`, with what descendants share among themselves counted once. Takes the system far
  /// longer to find out.
  package var proportionalMemory: Int? {
    guard status == nil else { return nil }
    let ids = [id] + ProcessTree().descendants(of: id)
    return ids.reduce(0) { $0 + (ProcessTree.proportionalMemory(of: $1) ?? 0) }
  }

  /// Kills its descendants; itself only if it has none.
  package func killDescendants() {
    guard status == nil else { return }
    let ids = ProcessTree().descendants(of: id)
    if ids.isEmpty { send(.kill) }
    for id in ids { Glibc.kill(id, SIGKILL) }
  }

  private func reap(_ flags: Int32) throws(SystemError) -> ExitStatus? {
    var bits: Int32 = 0
    let found = retrying { waitpid(id, &bits, flags) }
    if found < 0 { throw SystemError("waitpid", "for process \(id)") }
    return found == id ? ExitStatus(bits) : nil
  }

  private static func kill(_ id: Int32, leadsGroup: Bool) {
    Glibc.kill(leadsGroup ? -id : id, SIGKILL)
    _ = retrying { waitpid(id, nil, 0) }
  }
}
