import Processes
import ZeroMQ

/// Where signals to the process come in.
protocol SignalSource: AnyObject {
  /// Has the poller wait for one.
  func add(to poller: inout Poller)
  /// The next signal that has come in, or nil.
  func nextSignal() -> Signal?
}

/// The signals that people, terminals and schedulers send.
final class ProcessSignals: SignalSource {
  private let signals: Signals
  private let haveKeys: Bool
  private var isTold = false

  /// - Parameter haveKeys: whether SIGHUP is for a list of keys. Else the terminal has gone, and it asks to end as
  ///   SIGTERM does, unless the process was started to take no notice of it, as behind nohup.
  init(haveKeys: Bool = false) throws(SystemError) {
    self.haveKeys = haveKeys
    let takesHangup = haveKeys || !Signal.hangup.isIgnored
    signals = try Signals([.interrupt, .terminate] + (takesHangup ? [.hangup] : []))
  }

  func add(to poller: inout Poller) { _ = poller.add(descriptor: signals.descriptor.number) }

  func nextSignal() -> Signal? {
    guard let signal = signals.nextSignal() else { return nil }
    if signal == .hangup, haveKeys { return signal }
    defer { isTold = true }
    guard signal == .hangup else { return signal }
    // The shell and the system both send it, and a second signal would be one to stop at once.
    return isTold ? nextSignal() : .terminate
  }
}
