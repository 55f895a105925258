import Documents
import Sweeps

/// The form that W&B's `early_terminate: hyperband` takes here: halving over logged steps.
///
/// W&B stops a run at a rung when it is not among the best so far there; here about one of eta goes on, whatever
/// the order of arrival. The rungs are W&B's: min_iter eta^i, or max_iter / eta^i for i from s down to 1.
struct WandbHalving {
  let method: HalvingMethod

  /// - Parameters:
  ///   - document: the block `early_terminate`; nil where there is none.
  ///   - configurations: how many there are, or may be: after as many rungs as they can feed, the rest is
  ///     trained to its end.
  init?(_ document: Document?, configurations: Int) throws(DocumentError) {
    guard let document, document.content != .null else { return nil }
    var block = try Block(
      document, "early_terminate", keys: ["type", "min_iter", "max_iter", "s", "eta", "strict"])
    let type = try block.required("type")
    guard type.content == .text("hyperband") else {
      throw type.mismatch("early_terminate.type", mustBe: "hyperband")
    }
    // Here, as with strict: true, a configuration that is not among the best of a rung does not go on.
    _ = block.optional("strict")
    func integer(_ key: String, from least: Int) throws(DocumentError) -> Int? {
      try block.optional(key).map { (number) throws(DocumentError) in
        try number.integer(
          "early_terminate.\(key)", in: least...1_000_000,
          mustBe: "a whole number from \(least) to 1,000,000")
      }
    }
    let eta = try integer("eta", from: 2) ?? 3
    let (least, most, asked) = (
      try integer("min_iter", from: 1), try integer("max_iter", from: 2), try integer("s", from: 1)
    )
    if let least, most == nil {
      var (end, fed) = (least * eta, max(2, configurations) / eta)
      while fed >= eta, end < 1_000_000_000 / eta { (end, fed) = (end * eta, fed / eta) }
      method = HalvingMethod(from: least, factor: eta, to: end)
    } else if let most, least == nil {
      var (from, count) = (most, 0)
      while count < asked ?? .max, from / eta >= 1 { (from, count) = (from / eta, count + 1) }
      guard count > 0 else {
        throw DocumentError(
          "early_terminate.max_iter is \(most), and no rung is left before it with eta \(eta); raise it",
          at: document["max_iter"]?.mark)
      }
      method = HalvingMethod(from: from, factor: eta, to: most)
    } else {
      throw DocumentError(
        "early_terminate takes min_iter, the step of the first rung, or max_iter, that of the last; write"
          + " one of them", at: document.mark)
    }
  }

  /// The remark on the differences from the file.
  var remark: String {
    let rungs = method.rungs.dropLast().map { "\($0)" }.joined(separator: ", ")
    return
      "early_terminate: hyperband is halving here: at logged steps \(rungs) about one of \(method.factor) goes"
      + " on, decided in the order of the runs and not of arrival, and is run again from its beginning, or from"
      + " what it left in SWEEP_CHECKPOINT"
  }
}
