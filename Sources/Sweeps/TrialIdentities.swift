import CBOR
package import Hashing
package import Trials

/// Makes the identities of a plan's trials, of which there may be a million: what trials share is
/// encoded once.
///
/// They are those of `TrialID(semantics:data:recipe:seed:replicate:fold:split:)`: an encoded array is a
/// head and then its elements, one after the other.
package struct TrialIdentities {
  /// The heads of the arrays, of whole and of partial trials.
  private let head, headUntil: [UInt8]
  /// The elements that all trials of a sweep share.
  private let beginning: [UInt8]
  private let seed: [UInt8]

  /// - Parameters:
  ///   - semantics: of the engine or the program.
  ///   - data: the hash of the data.
  package init(semantics: String, data: Digest, seed: UInt64) {
    func arrayHead(of elements: Int) -> [UInt8] {
      Array(
        Item.array(Array(repeating: .null, count: elements)).encoded().dropLast(elements))
    }
    head = arrayHead(of: 8)
    headUntil = arrayHead(of: 9)
    beginning =
      Item.text("trial 1").encoded()
      + Item.text(semantics).encoded()
      + Item.bytes(data.bytes).encoded()
    self.seed = Item.text("\(seed)").encoded()
  }

  /// The identity of one trial.
  ///
  /// - Parameters:
  ///   - recipe: encoded.
  ///   - split: its digest, encoded.
  ///   - until: the epoch after which a partial trial ends; nil of a whole one.
  package func id(
    recipe: [UInt8], replicate: Int, fold: Int, split: [UInt8], until: Int? = nil
  ) -> TrialID {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(beginning.count + recipe.count + seed.count + split.count + 36)
    bytes += until == nil ? head : headUntil
    bytes += beginning
    bytes += recipe
    bytes += seed
    bytes += Item.integer(Int64(replicate)).encoded()
    bytes += Item.integer(Int64(fold)).encoded()
    bytes += split
    if let until { bytes += Item.integer(Int64(until)).encoded() }
    return TrialID(digest: Digest(of: bytes))
  }
}
