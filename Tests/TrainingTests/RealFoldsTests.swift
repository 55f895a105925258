import Datasets
import Sweeps
import Testing
import Training

/// The folds of `sweeps/optdigits-folds.yaml`, on the data that it means.
struct RealFoldsTests {
  private static let optdigits = try? Folders.library.open(.named("optdigits"))

  @Test(.enabled(if: optdigits != nil, Folders.skipped))
  func `stratified folds are disjoint, cover all images and keep each class's share within one`()
    throws
  {
    let facts = DataFacts(try #require(Self.optdigits))
    let classes = try #require(facts.classes)
    #expect(facts.rowCount == 5620)
    let design = Evaluation(
      scheme: .folds(k: 5, kind: .stratified, repeats: 1), replicates: 1, seed: 42)
    let splits = try design.splits(of: facts)
    #expect(splits.count == 5)
    #expect(splits.flatMap(\.validation).sorted() == Array(0..<5620))
    for split in splits {
      #expect((split.training + split.validation).sorted() == Array(0..<5620))
    }
    for label in 0..<10 {
      let shares = splits.map { $0.validation.count { classes[$0] == label } }
      #expect(shares.max()! - shares.min()! <= 1, "class \(label): \(shares)")
    }
  }
}
