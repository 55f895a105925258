package import CBOR
import Documents
package import Hashing

/// The identity of a training wherever it runs: a hash of everything its result depends on.
///
/// Two specs that ask for the same training share its result; a changed one asks for another.
package struct TrialID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The BLAKE2b hash, 32 bytes.
  package let digest: Digest

  /// Takes a hash that was worked out before: read from a file, or sent.
  package init(digest: Digest) { self.digest = digest }

  /// The first 12 hexadecimal digits: enough for people to tell trials of one file apart.
  package var description: String { String(digest.description.prefix(12)) }

  /// Orders by the digest's bytes: any order that is the same everywhere.
  package static func < (a: TrialID, b: TrialID) -> Bool {
    a.digest < b.digest
  }
}

extension TrialID {
  /// Appends the identity as it is sent.
  package func encode(into bytes: inout [UInt8]) { digest.encode(into: &bytes) }

  /// The hash of all that a training depends on.
  ///
  /// - Parameters:
  ///   - recipe: the configuration's, as `Document.item` has it.
  ///   - split: the digest of the fold's split.
  ///   - until: the epoch after which a partial trial ends; nil of a whole one.
  package init(
    semantics: String, data: Digest, recipe: Item, seed: UInt64, replicate: Int, fold: Int,
    split: Digest, until: Int? = nil
  ) {
    var identity: [Item] = [
      .text("trial 1"), .text(semantics), .bytes(data.bytes), recipe, .text("\(seed)"),
      .integer(Int64(replicate)), .integer(Int64(fold)), .bytes(split.bytes),
    ]
    if let until { identity.append(.integer(Int64(until))) }
    self.init(digest: Digest(of: Item.array(identity).encoded()))
  }
}

/// Configuration x replicate x fold, whole or until an epoch: one training, the unit that is leased, retried and stored.
package struct Trial: Hashable, Sendable {
  /// The identity of the training, the same in all sweeps that ask for it.
  package let id: TrialID
  // A plan may have a million, and no number of theirs needs more.
  private let configurationIndex, replicateIndex, foldIndex: Int32
  /// 0 of a whole one.
  private let lastEpoch: Int32

  /// - Parameters:
  ///   - configuration: its index in the plan.
  ///   - replicate: counted from 0.
  ///   - fold: counted from 0, through all repeats.
  ///   - until: the epoch after which a partial trial ends; nil of a whole one.
  package init(id: TrialID, configuration: Int, replicate: Int, fold: Int, until: Int? = nil) {
    self.id = id
    configurationIndex = Int32(clamping: configuration)
    replicateIndex = Int32(clamping: replicate)
    foldIndex = Int32(clamping: fold)
    lastEpoch = Int32(clamping: until ?? 0)
  }

  /// Index of its configuration in the plan.
  package var configuration: Int { Int(configurationIndex) }
  /// Counted from 0.
  package var replicate: Int { Int(replicateIndex) }
  /// Counted from 0, through all repeats.
  package var fold: Int { Int(foldIndex) }
  /// The epoch after which a partial trial ends; nil of a whole one.
  package var until: Int? { lastEpoch == 0 ? nil : Int(lastEpoch) }
}
