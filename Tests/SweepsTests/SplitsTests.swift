import Documents
import Hashing
import Sweeps
import Testing
import Trials

struct SplitsTests {
  @Test(arguments: [2, 3, 5, 7, 60]) func `folds are disjoint and cover every row`(k: Int) throws {
    for kind in [FoldKind.kfold, .stratified] {
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
    for kind in [FoldKind.kfold, .stratified] {
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

  @Test(arguments: [2, 3, 5, 12], [FoldKind.grouped, .stratifiedGrouped])
  func `no group is on both sides of a split`(k: Int, kind: FoldKind) throws {
    let data = grouped(sizes: [9, 1, 4, 4, 7, 2, 2, 8, 3, 5, 6, 9])
    let groups = try #require(data.groups)
    let splits = try Evaluation.folds(k, kind).splits(of: data)
    #expect(splits.flatMap(\.validation).sorted() == Array(0..<60))
    for split in splits {
      #expect(
        Set(split.training.map { groups[$0] }).isDisjoint(
          with: split.validation.map { groups[$0] }))
      #expect((split.training + split.validation).sorted() == Array(0..<60))
    }
  }

  /// Largest first, each to the lightest fold: the sizes that scikit-learn's GroupKFold makes.
  @Test func `grouped folds are as even as groups allow`() throws {
    let data = grouped(sizes: [9, 1, 4, 4, 7, 2, 2, 8, 3, 5, 6, 9])
    let splits = try Evaluation.folds(5, .grouped).splits(of: data)
    #expect(splits.map(\.validation.count).sorted() == [11, 12, 12, 12, 13])
  }

  @Test func `stratified groups spread a class that grouped folds alone would not`() throws {
    // Twenty groups of three rows; the first ten hold all of class 1.
    let groups = (0..<60).map { $0 / 3 }
    let classes = groups.map { $0 < 10 ? 1 : 0 }
    let data = DataFacts(
      digest: Digest(of: []), rowCount: 60, testCount: 0, classes: classes, groups: groups)
    for split in try Evaluation.folds(5, .stratifiedGrouped).splits(of: data) {
      #expect(split.validation.count { classes[$0] == 1 } == 6)
      #expect(split.validation.count { classes[$0] == 0 } == 6)
    }
  }

  /// `TimeSeriesSplit(n_splits=3)` of scikit-learn on eleven rows.
  @Test func `ordered folds are validated by what came before`() throws {
    let eleven = DataFacts(digest: Digest(of: []), rowCount: 11, testCount: 0, classes: nil)
    let splits = try Evaluation.folds(3, .ordered()).splits(of: eleven)
    #expect(splits.map(\.training) == [Array(0..<5), Array(0..<7), Array(0..<9)])
    #expect(splits.map(\.validation) == [[5, 6], [7, 8], [9, 10]])
  }

  private func grouped(sizes: [Int]) -> DataFacts {
    let groups = sizes.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
    return DataFacts(
      digest: Digest(of: []), rowCount: groups.count, testCount: 0,
      classes: groups.map { $0 % 3 }, groups: groups)
  }
}
