import CBOR
import Hashing
package import Random

/// The reason for which a training draws random numbers; each has a stream of its own, so that drawing more
/// for one never shifts another.
package enum StreamName: String, Hashable, Sendable, CaseIterable {
  case initialisation
  /// The order of the examples in each epoch.
  case order
  case dropout
  /// Noise on the input.
  case noise
  /// The one seed of a program that trains.
  case program
  /// Noise on the input of what is measured after the training.
  case evaluationNoise = "evaluation noise"
}

extension RandomStream {
  /// A trial's stream: a function of these four and of nothing else.
  ///
  /// The configuration is left out on purpose: all configurations start from the same draws and
  /// see the same orders, and so their differences are paired. Worker, attempt and clock are left
  /// out so that a trial can be trained anywhere, and again.
  package init(sweepSeed: UInt64, replicate: Int, fold: Int, name: StreamName) {
    self.init(
      hashing: .array([
        .text("trial"), .text("\(sweepSeed)"), .integer(Int64(replicate)), .integer(Int64(fold)),
        .text(name.rawValue),
      ]))
  }

  /// A stream for what a sweep draws before any trial.
  init(sweepSeed: UInt64, purpose: String, _ index: Int) {
    self.init(
      hashing: .array([
        .text("sweep"), .text("\(sweepSeed)"), .text(purpose), .integer(Int64(index)),
      ]))
  }

  /// The stream of one proposal of a search, and of one reason: a parameter's name, or another.
  ///
  /// Nothing but these three is in it, so no proposal depends on how many there are to be.
  package init(sweepSeed: UInt64, proposal index: Int, name: String) {
    self.init(
      hashing: .array([
        .text("search"), .text("\(sweepSeed)"), .integer(Int64(index)), .text(name),
      ]))
  }

  private init(hashing item: Item) {
    let bytes = Digest(of: item.encoded()).bytes
    let words = stride(from: 0, to: 32, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    self.init(words[0], words[1], words[2], words[3])
  }
}
