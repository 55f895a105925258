import Processes
import ZeroMQ

/// Where signals to the process come in.
protocol SignalSource: AnyObject {
  /// Has the poller wait for one.
  func add(to poller: inout Poller)
  /// The next signal that has come in, or nil.
  func nextSignal() -> Signal?
}

/// The signals that people and schedulers send.
final class ProcessSignals: SignalSource {
  private let signals: Signals

  init(_ signals: [Signal]) throws(SystemError) { self.signals = try Signals(signals) }

  func add(to poller: inout Poller) { _ = poller.add(descriptor: signals.descriptor.number) }

  func nextSignal() -> Signal? { signals.nextSignal() }
}
