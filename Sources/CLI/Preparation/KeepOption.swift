import Cluster
import Specs
import Sweeps

extension Option {
  static let keep = Option(
    "--keep", value: "weights=EPOCH",
    "keep trained networks of their best or last epoch, in PATH.weights")
}

extension Arguments {
  /// How the sweep is to be run: as its spec says, unless the command line says otherwise.
  func policy(of prepared: Preparation) throws(UserError) -> RunPolicy {
    var policy = prepared.spec.policy
    if let text = text(.keep) {
      let words = Keep.words(prepared.spec.sweep.metric)
      guard let choice = words.first(where: { "weights=\($0.word)" == text }) else {
        throw UserError("--keep must be weights=best or weights=last, not '\(text)'")
      }
      policy.keep = choice.value
    }
    // A mebibyte is left for what was measured.
    let most = (WireLimit.body - (1 << 20)) / 4
    guard policy.keep == nil || prepared.parameterCount <= most else {
      throw UserError(
        "\(prepared.path): a network of \(prepared.parameterCount) numbers cannot be kept, as a"
          + " result holds \(most) at most; run without keep")
    }
    return policy
  }
}
