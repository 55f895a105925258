import CBOR
import Hashing
import Trials

/// Makes the identities of a plan's trials, of which there may be a million: what trials share is
/// encoded once.
///
/// They are those of `TrialID(semantics:data:recipe:seed:replicate:fold:split:)`: an encoded array is a
/// head and then its elements, one after the other.
struct TrialIdentities {
  /// The array's head, and the elements that all trials of a sweep share.
  private let beginning: [UInt8]
  private let seed: [UInt8]

  init(semantics: String, data: Digest, seed: UInt64) {
    let elements = 8
    let empty = Item.array(Array(repeating: .null, count: elements)).encoded()
    beginning =
      Array(empty.dropLast(elements)) + Item.text("trial 1").encoded()
      + Item.text(semantics).encoded()
      + Item.bytes(data.bytes).encoded()
    self.seed = Item.text("\(seed)").encoded()
  }

  /// The identity of one trial.
  ///
  /// - Parameters:
  ///   - recipe: encoded.
  ///   - split: its digest, encoded.
  func id(recipe: [UInt8], replicate: Int, fold: Int, split: [UInt8]) -> TrialID {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(beginning.count + recipe.count + seed.count + split.count + 18)
    bytes += beginning
    bytes += recipe
    bytes += seed
    bytes += Item.integer(Int64(replicate)).encoded()
    bytes += Item.integer(Int64(fold)).encoded()
    bytes += split
    return TrialID(digest: Digest(of: bytes))
  }
}
