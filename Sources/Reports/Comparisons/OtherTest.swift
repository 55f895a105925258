import Documents
import Statistics
import Sweeps

/// Tests of paired differences that take less for granted than Student's t, by the words that people
/// type.
package enum OtherTest: String, Hashable, Sendable, CaseIterable {
  case wilcoxon
  case sign
  case permutation

  /// The test in words.
  var words: String {
    switch self {
    case .wilcoxon: "wilcoxon: signed-rank test, two-sided, exact up to 50 pairs"
    case .sign: "sign: exact sign test, two-sided"
    case .permutation:
      "permutation: signs of differences turned, two-sided, exact up to 20 pairs"
    }
  }

  /// As a line is called that tells of it.
  var title: String {
    switch self {
    case .wilcoxon: "Wilcoxon signed-rank"
    case .sign: "sign test"
    case .permutation: "permutation test"
    }
  }

  /// Tests some differences: gives its counts, in the words that stand before a p value, and p, which is 1
  /// where all differences are zero.
  func result(
    _ differences: PairedDifferences, seed: UInt64
  ) -> (figures: String, pValue: Double) {
    switch self {
    case .wilcoxon:
      guard let ranks = WilcoxonTest(differences) else { break }
      let method = ranks.method == .exact ? "exact" : "by the normal distribution"
      return ("V = \(Document.label(ranks.positiveRanks)), \(method), ", ranks.pValue)
    case .sign:
      guard let signs = SignTest(differences) else { break }
      return (
        "\(signs.positive) above and \(signs.negative) below zero, exact, ", signs.pValue
      )
    case .permutation:
      guard let permuted = PermutationTest(differences, seed: seed) else { break }
      switch permuted.method {
      case .exact: return ("exact, ", permuted.pValue)
      case .random(let draws): return ("\(grouped(draws)) draws, ", permuted.pValue)
      }
    }
    return ("", 1)
  }

  func pValues(_ all: [PairedDifferences], seed: UInt64) -> [Double] {
    all.map { result($0, seed: seed).pValue }
  }

  /// Warns people of too few pairs; nil when there are enough.
  func note(_ differences: [PairedDifferences]) -> String? {
    guard let pairs = differences.map(\.moments.count).max(), (1...5).contains(pairs) else {
      return nil
    }
    let least = 2 / Double(1 << pairs)
    return "with \(counted(pairs, "pair")) no \(rawValue) p is below \(least.significant(2))"
  }
}
