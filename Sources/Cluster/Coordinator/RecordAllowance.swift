/// How much a key may have recorded besides its results.
package struct RecordAllowance: Hashable, Sendable {
  /// Bytes at once.
  let bytes: Int
  /// Bytes of these that only workers that come and trials that are handed out may take.
  let reserve: Int
  /// Bytes that come back every second.
  let refill: Int

  /// - Parameters:
  ///   - bytes: at once; 512 MiB unless given.
  ///   - reserve: how many of these only workers that come and trials that are handed out may take.
  ///   - refill: bytes that come back every second; 1.4 GB a day unless given.
  package init(bytes: Int = 512 << 20, reserve: Int = 64 << 20, refill: Int = 16 << 10) {
    self.bytes = bytes
    self.reserve = reserve
    self.refill = refill
  }
}
