import CLinux
import Glibc

/// A signal by its number.
package struct Signal: RawRepresentable, Hashable, Sendable {
  /// The number that the system gives the signal, such as 15 for `SIGTERM`.
  package let rawValue: Int32

  /// - Parameter rawValue: any number; whether there is such a signal is not looked at.
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// SIGHUP: the terminal has gone, which asks to end; a coordinator with keys reads their list again.
  package static let hangup = Signal(rawValue: SIGHUP)
  /// SIGINT, as Ctrl-C sends it.
  package static let interrupt = Signal(rawValue: SIGINT)
  /// SIGKILL, which ends a process at once and cannot be held back.
  package static let kill = Signal(rawValue: SIGKILL)
  /// SIGPIPE, which comes of writing to a pipe that nobody reads.
  package static let pipe = Signal(rawValue: SIGPIPE)
  /// SIGTERM, which asks a process to end.
  package static let terminate = Signal(rawValue: SIGTERM)
  /// With no meaning of its own: nobody but who means a process sends it.
  package static let user2 = Signal(rawValue: SIGUSR2)
  /// SIGCHLD: a child has ended or stopped.
  package static let child = Signal(rawValue: SIGCHLD)
  /// SIGWINCH: the terminal has another size.
  package static let windowChange = Signal(rawValue: SIGWINCH)

  /// Sends it to a process, which may be gone already.
  package func send(to process: Int32) { Glibc.kill(process, rawValue) }

  /// Has the signal wait for a `Signals` that takes it in, so that one that comes before does not end
  /// the process. To be called as early as that, on the main thread.
  package func hold() {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, rawValue)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Whether this process takes no notice of the signal, as behind `nohup`.
  package var isIgnored: Bool {
    var action = sigaction()
    guard sigaction(rawValue, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Has this process take no notice of the signal; children start with the default again.
  package func ignore() {
    Glibc.signal(rawValue, SIG_IGN)
  }
}

extension Signal: CustomStringConvertible {
  /// The name, such as `SIGTERM`, or `signal 42` for those without one.
  package var description: String {
    sigabbrev_np(rawValue).map { "SIG" + String(cString: $0) } ?? "signal \(rawValue)"
  }
}

/// Signals that come in as readable data instead of interrupting something.
///
/// Make it on the main thread before any other thread exists: threads inherit what is held back, and
/// a signal goes to whichever thread lets it through. Let go, on the thread it was made on, the
/// signals act again, those that came in meanwhile forgotten.
package struct Signals: ~Copyable {
  /// Readable when a signal has come in; for a poller.
  package let descriptor: Descriptor
  private let before: sigset_t

  /// Takes the signals in from now on, also those that `hold()` has kept waiting.
  ///
  /// - Throws: when the process has no more descriptors.
  package init(_ signals: [Signal]) throws(SystemError) {
    var set = sigset_t()
    var before = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal.rawValue) }
    let number = signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard number >= 0 else { throw SystemError("signalfd", "for \(signals)") }
    pthread_sigmask(SIG_BLOCK, &set, &before)
    descriptor = Descriptor(owning: number)
    self.before = before
  }

  deinit {
    var before = before
    while nextSignal() != nil {}
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }

  /// The next signal that has come in, or nil; the same signal twice may come in as one.
  package func nextSignal() -> Signal? {
    var information = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    guard retrying({ read(descriptor.number, &information, size) }) == size else { return nil }
    return Signal(rawValue: Int32(information.ssi_signo))
  }
}

@available(*, unavailable, message: "The signals that are held back belong to one thread.")
extension Signals: Sendable {}
