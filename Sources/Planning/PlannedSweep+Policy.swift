import Cluster
package import Processes
import Specs
package import Sweeps

extension PlannedSweep {
  /// How the sweep is to be run: as its spec says, unless told otherwise.
  ///
  /// - Parameter choice: which networks are kept, in the words of `--keep`, such as `weights=best`; nil for
  ///   what the spec says.
  package func policy(keeping choice: String?) throws(UserError) -> RunPolicy {
    var policy = spec.policy
    if let choice {
      let words = Keep.words(spec.sweep.metric)
      guard let meant = words.first(where: { "weights=\($0.word)" == choice }) else {
        throw UserError("--keep must be weights=best or weights=last, not '\(choice)'")
      }
      policy.keep = meant.value
    }
    // A mebibyte is left for what was measured.
    let most = (WireLimit.body - (1 << 20)) / 4
    guard policy.keep == nil || parameterCount <= most else {
      throw UserError(
        "\(path): a network of \(parameterCount) numbers cannot be kept, as a result holds \(most) at"
          + " most; run without keep")
    }
    return policy
  }
}
