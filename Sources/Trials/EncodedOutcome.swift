import CBOR
package import Hashing

/// An outcome in the bytes in which it was handed in.
///
/// The process that trained encodes it, and everybody on the way passes it on as it is; only the
/// coordinator reads it.
package struct EncodedOutcome: Hashable, Sendable {
  /// The encoding of `Outcome.item`.
  package let bytes: [UInt8]

  /// Takes bytes as they came: only `decoded` looks whether they are an outcome.
  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// Encodes an outcome with all that it holds, weights, notes and rows among it.
  package init(_ outcome: Outcome) { bytes = outcome.item.encoded() }

  /// The outcome; nil when the bytes are none.
  package var decoded: DecodedOutcome? {
    guard let outcome = Outcome(decoding: bytes) else { return nil }
    let isHashedAsItIs = outcome.isBare && !mayHoldNegativeZero
    return DecodedOutcome(outcome, digest: isHashedAsItIs ? Digest(of: bytes) : outcome.digest)
  }

  /// The outcome, if it is one that may be recorded.
  ///
  /// - Parameters:
  ///   - seconds: how long the training took, as the worker says.
  ///   - metric: the name of what the sweep is judged by.
  package func checked(seconds: Double, metric: String) throws(BrokenRule) -> DecodedOutcome {
    guard let decoded else { throw BrokenRule("its bytes are no outcome") }
    if let broken = decoded.outcome.brokenRule(seconds: seconds, metric: metric) { throw broken }
    return decoded
  }

  /// Whether a -0.0 may be among the numbers, which is hashed as 0.0.
  private var mayHoldNegativeZero: Bool {
    var index = 0
    while index < bytes.count - 8 {
      if bytes[index] == 0xfb, bytes[index + 1] == 0x80,
        bytes[(index + 2)...(index + 8)].allSatisfy({ $0 == 0 })
      {
        return true
      }
      index += 1
    }
    return false
  }
}

/// An outcome with its digest, which is costly to work out.
///
/// An object: entries of the journal that hold one are passed on by the hundred thousand.
package final class DecodedOutcome: Hashable, Sendable {
  /// The outcome with all that it came with, also what the digest leaves out.
  package let outcome: Outcome
  /// The hash `Outcome.digest`: of status, measurements and attachments.
  package let digest: Digest

  /// Works out the digest, which takes an encoding of the whole outcome.
  package convenience init(_ outcome: Outcome) { self.init(outcome, digest: outcome.digest) }

  fileprivate init(_ outcome: Outcome, digest: Digest) {
    self.outcome = outcome
    self.digest = digest
  }

  /// Compares the digests first, then all of the outcomes: a digest leaves out weights, notes and rows.
  package static func == (a: DecodedOutcome, b: DecodedOutcome) -> Bool {
    a === b || a.digest == b.digest && a.outcome == b.outcome
  }

  /// Feeds the digest alone.
  package func hash(into hasher: inout Swift.Hasher) { hasher.combine(digest) }
}

extension Outcome {
  /// Whether it has nothing that its digest leaves out, so that its encoding is what is hashed.
  fileprivate var isBare: Bool { weights == nil && notes == nil && rows == nil }
}
