import Hashing
import Sweeps
import Testing
import Trials

/// The rows that the parts of a nested evaluation see.
struct NestingTests {
  private let nesting = Nesting(folds: 5)

  @Test(arguments: [
    Evaluation.folds(4), Evaluation(scheme: .holdout(fraction: 0.25), replicates: 2, seed: 3),
  ])
  func `a choice sees no row of its outer fold, on which its pick is measured`(
    evaluation: Evaluation
  ) throws {
    var measured: [Int] = []
    for fold in 0..<5 {
      let outer = try nesting.measuring(onFold: fold, evaluation).splits(of: sixtyRows)
      #expect(outer.count == 1)
      #expect((outer[0].training + outer[0].validation).sorted() == Array(0..<60))
      measured += outer[0].validation
      let inner = try nesting.choosing(withoutFold: fold, evaluation).splits(of: sixtyRows)
      #expect(inner.count == evaluation.foldCount)
      for split in inner {
        #expect((split.training + split.validation).sorted() == outer[0].training)
        #expect(split.training == split.training.sorted())
      }
      if evaluation.foldCount > 1 {
        #expect(inner.flatMap(\.validation).sorted() == outer[0].training)
      }
    }
    #expect(measured.sorted() == Array(0..<60))
  }

  @Test func `outer folds spread classes, and their parts have seeds of their own`() throws {
    let classes = try #require(sixtyRows.classes)
    let parts = (0..<5).map { nesting.choosing(withoutFold: $0, .folds(4)) }
    #expect(Set(parts.map(\.seed)).count == 5)
    for fold in 0..<5 {
      let rows = try nesting.measuring(onFold: fold, .folds(4)).splits(of: sixtyRows)[0].validation
      #expect((0..<3).map { label in rows.count { classes[$0] == label } } == [6, 4, 2])
      // The inner folds spread what is left.
      for split in try parts[fold].splits(of: sixtyRows) {
        #expect(
          (0..<3).map { label in split.validation.count { classes[$0] == label } } == [6, 4, 2])
      }
    }
    // More replicates or other inner folds deal the outer ones alike.
    let other = try nesting.measuring(onFold: 2, .folds(3, replicates: 7)).splits(of: sixtyRows)
    #expect(try nesting.measuring(onFold: 2, .folds(4)).splits(of: sixtyRows) == other)
  }

  @Test func `no group is in an outer fold and beside it`() throws {
    let data = DataFacts(
      digest: Digest(of: [1]), rowCount: 40, testCount: 0, classes: nil,
      groups: (0..<40).map { $0 / 4 }, groupNames: (0..<10).map { "g\($0)" })
    let evaluation = try Evaluation.folds(2, .fitting).settled(for: data)
    for fold in 0..<5 {
      let outer = try nesting.measuring(onFold: fold, evaluation).settled(for: data)
        .splits(of: data)[0]
      let inside = Set(outer.validation.map { $0 / 4 })
      #expect(inside.isDisjoint(with: outer.training.map { $0 / 4 }))
      _ = try nesting.choosing(withoutFold: fold, evaluation).settled(for: data).splits(of: data)
    }
  }

  @Test func `a part travels whole, and a sweep without nesting as ever`() throws {
    let evaluation = Evaluation.folds(4, replicates: 2)
    for part in [
      nesting.choosing(withoutFold: 1, evaluation), nesting.measuring(onFold: 4, evaluation),
      evaluation,
    ] {
      #expect(Evaluation(part.item) == part)
    }
    #expect(nesting.choosing(withoutFold: 1, evaluation).item != evaluation.item)
  }
}
