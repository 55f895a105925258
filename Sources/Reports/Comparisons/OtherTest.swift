import Documents
import Statistics
import Sweeps

/// Tests of paired differences that take less for granted than Student's t, by the words that people
/// type.
package enum OtherTest: String, Hashable, Sendable, CaseIterable {
  case wilcoxon
  case sign
  case permutation

  /// What it is, in words.
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

  /// What it counted, before its p value.
  func figures(_ differences: PairedDifferences) -> String {
    switch self {
    case .wilcoxon:
      guard let ranks = WilcoxonTest(differences) else { return "" }
      let method = ranks.method == .exact ? "exact" : "by the normal distribution"
      return "V = \(Document.label(ranks.positiveRanks)), \(method), "
    case .sign:
      guard let signs = SignTest(differences) else { return "" }
      return "\(signs.positive) above and \(signs.negative) below zero, exact, "
    case .permutation:
      switch PermutationTest(differences, seed: 0)?.method {
      case .exact: return "exact, "
      case .random(let draws): return "\(grouped(draws)) draws, "
      case nil: return ""
      }
    }
  }

  /// The p value; 1 where all differences are zero.
  func pValue(_ differences: PairedDifferences, seed: UInt64) -> Double {
    switch self {
    case .wilcoxon: WilcoxonTest(differences)?.pValue ?? 1
    case .sign: SignTest(differences)?.pValue ?? 1
    case .permutation: PermutationTest(differences, seed: seed)?.pValue ?? 1
    }
  }

  func pValues(_ all: [PairedDifferences], seed: UInt64) -> [Double] {
    all.map { pValue($0, seed: seed) }
  }

  /// What people should know of so few pairs; nil when there are enough.
  func note(_ differences: [PairedDifferences]) -> String? {
    guard let pairs = differences.map(\.moments.count).max(), (1...5).contains(pairs) else {
      return nil
    }
    let least = 2 / Double(1 << pairs)
    return "with \(counted(pairs, "pair")) no \(rawValue) p is below \(least.significant(2))"
  }
}
