/// Limits of what a worker may hand in, all far beyond what any training needs.
package enum ResultLimit {
  /// Seconds of one training: more than 30 years.
  package static let seconds = 1e9
  /// The last epoch that a whole number of any other program holds exactly.
  package static let epoch = 1 << 53
  /// Measurements of one result, one an epoch. The trainers keep a fifth of them at most.
  package static let measurements = 1_000_000
  /// Numbers, texts and whatever else an outcome consists of.
  package static let items = 4 << 20
  /// Names of metrics in one result.
  package static let metrics = 1 << 16
  /// Bytes of a name.
  package static let name = 1024
  /// Attachments of one result.
  package static let attachments = 64
  /// Origins or remarks of one result.
  package static let remarks = 1024
  /// Bytes of a sentence, or of a path.
  package static let sentence = 16 << 10
  /// Bytes of what a training printed last; escapes have made it longer than it was.
  package static let output = 512 << 10
}
