import Hashing
import Sweeps
import Testing

struct SplitsTests {
  @Test(arguments: [2, 3, 5, 7, 60]) func `folds are disjoint and cover every row`(k: Int) throws {
    for kind in Evaluation.FoldKind.allCases {
      let splits = try Evaluation.folds(k, kind).splits(of: sixtyRows)
      #expect(splits.count == k)
      #expect(splits.flatMap(\.validation).sorted() == Array(0..<60))
      for split in splits {
        #expect((split.training + split.validation).sorted() == Array(0..<60))
        #expect(split.training == split.training.sorted())
        #expect(split.validation == split.validation.sorted())
      }
    }
  }

  @Test(arguments: [2, 3, 5, 7, 59]) func `no two folds differ by more than one row`(k: Int) throws
  {
    for kind in Evaluation.FoldKind.allCases {
      let sizes = try Evaluation.folds(k, kind).splits(of: sixtyRows).map(\.validation.count)
      #expect(try #require(sizes.max()) - #require(sizes.min()) <= 1)
    }
  }

  @Test(arguments: [2, 3, 4, 5, 7, 11]) func `stratified folds share out every class`(k: Int) throws
  {
    let classes = try #require(sixtyRows.classes)
    let splits = try Evaluation.folds(k).splits(of: sixtyRows)
    for label in 0..<3 {
      let shares = splits.map { split in split.validation.count { classes[$0] == label } }
      #expect(try #require(shares.max()) - #require(shares.min()) <= 1)
    }
  }

  /// The one shuffle of ten rows, dealt to three hands, as a second implementation has it.
  @Test func `folds are dealt from the seed's own stream`() throws {
    let ten = DataFacts(digest: Digest(of: []), rowCount: 10, testCount: 0, classes: nil)
    let splits = try Evaluation.folds(3, .kfold, seed: 7).splits(of: ten)
    #expect(splits.map(\.validation) == [[0, 1, 5, 9], [3, 6, 8], [2, 4, 7]])
  }

  @Test func `repeats deal anew and leave the earlier ones alone`() throws {
    let once = try Evaluation.folds(5).splits(of: sixtyRows)
    let thrice = try Evaluation.folds(5, repeats: 3).splits(of: sixtyRows)
    #expect(thrice.count == 15)
    #expect(Array(thrice[..<5]) == once)
    #expect(Set(thrice).count == 15)
    #expect(thrice[5..<10].flatMap(\.validation).sorted() == Array(0..<60))
  }

  @Test func `a split depends on evaluation and data alone`() throws {
    let splits = try Evaluation.folds(5, replicates: 1).splits(of: sixtyRows)
    #expect(try Evaluation.folds(5, replicates: 9).splits(of: sixtyRows) == splits)
    #expect(try Evaluation.folds(5, seed: 2).splits(of: sixtyRows) != splits)
    for parameters in [[], [parameter("l2", 0.1)], [parameter("l2", 0.1, 0.2, 0.3)]] {
      let plan = try Plan(
        sweep(parameters: parameters, evaluation: .folds(5)), data: sixtyRows, semantics: "1")
      #expect(plan.splits == splits)
      #expect(plan.splitDigests == splits.map(\.digest))
    }
  }

  @Test func `a holdout takes its share of every class`() throws {
    let evaluation = Evaluation(scheme: .holdout(fraction: 0.2), replicates: 1, seed: 3)
    let classes = try #require(sixtyRows.classes)
    let splits = try evaluation.splits(of: sixtyRows)
    #expect(splits.count == 1)
    let validation = splits[0].validation
    #expect((0..<3).map { label in validation.count { classes[$0] == label } } == [6, 4, 2])
    #expect((splits[0].training + validation).sorted() == Array(0..<60))
    #expect(try evaluation.splits(of: sixtyRows) == splits)
  }

  @Test func `the data's own test part is the last rows`() throws {
    let splits = try Evaluation(scheme: .test, replicates: 1, seed: 3).splits(of: sixtyRows)
    #expect(splits == [Split(training: Array(0..<48), validation: Array(48..<60))])
  }

  @Test func `the digest tells the two sides apart`() {
    let split = Split(training: [0, 1], validation: [2])
    #expect(split.digest == Split(training: [0, 1], validation: [2]).digest)
    #expect(split.digest != Split(training: [0], validation: [1, 2]).digest)
    #expect(split.digest != Split(training: [2], validation: [0, 1]).digest)
  }

  @Test func `designs that the data cannot fill are refused`() {
    let numbers = DataFacts(digest: Digest(of: []), rowCount: 4, testCount: 0, classes: nil)
    let designs: [(Evaluation.Scheme, String)] = [
      (.test, "the data set has no test part to evaluate on; use 'holdout' or 'folds'"),
      (.holdout(fraction: 0.1), "holding out 0.1 of 4 rows leaves no rows on one side"),
      (.folds(k: 5, kind: .kfold, repeats: 1), "5 folds need 5 rows; the data set has 4"),
      (
        .folds(k: 2, kind: .stratified, repeats: 1),
        "stratified folds need classes, and the targets are numbers; use kind: kfold"
      ),
    ]
    for (scheme, sentence) in designs {
      let evaluation = Evaluation(scheme: scheme, replicates: 1, seed: 0)
      let error = #expect(throws: DocumentError.self) { try evaluation.splits(of: numbers) }
      #expect(error?.message == sentence)
    }
  }
}
