package import CBOR
import Hashing

/// One execution of a trial: the fencing token of everything said about it.
///
/// Attempt numbers grow within a trial and are recorded before they are sent, so a message about
/// an older attempt can always be told from one about the current.
package struct Attempt: Hashable, Sendable {
  /// The trial by its identity, which is the same on every machine and in every results file.
  package let trial: TrialID
  /// Counted from 1.
  package let number: Int

  /// - Parameter number: counted from 1 within the trial.
  package init(trial: TrialID, number: Int) {
    self.trial = trial
    self.number = number
  }
}

/// An attempt whose trial goes by its number in a plan, counted from 0.
///
/// The coordinator and its journal name trials by number: identities, 32 bytes each, live where
/// messages come in and go out.
package struct NumberedAttempt: Hashable, Sendable {
  /// The trial's number in the plan, counted from 0.
  package let trial: Int
  /// Counted from 1.
  package let number: Int

  /// - Parameters:
  ///   - trial: its number in the plan, counted from 0.
  ///   - number: counted from 1 within the trial.
  package init(trial: Int, number: Int) {
    self.trial = trial
    self.number = number
  }
}

extension Attempt {
  /// The attempt as it is sent.
  package var item: Item { .array([.bytes(trial.digest.bytes), .integer(Int64(number))]) }

  /// Appends the attempt as it is sent.
  package func encode(into bytes: inout [UInt8]) {
    Item.encode(arrayOf: 2, into: &bytes)
    trial.encode(into: &bytes)
    Item.encode(Int64(number), into: &bytes)
  }

  /// Reads the attempt that is next in these bytes; nil when something else is.
  package init?(from reader: inout ItemReader, in bytes: [UInt8]) {
    guard reader.array() == 2, let trial = reader.bytesRange(),
      let digest = Digest(bytes, in: trial), let number = reader.count()
    else { return nil }
    self.init(trial: TrialID(digest: digest), number: number)
  }

  /// Reads `item` back; nil when it is none.
  package init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 2, let trial = Digest(fields[0]),
      let number = fields[1].count
    else { return nil }
    self.init(trial: TrialID(digest: trial), number: number)
  }
}
