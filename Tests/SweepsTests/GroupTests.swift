import Documents
import Foundation
import Hashing
import Sweeps
import Testing

/// Splits that keep rows together or in order, and those that data bring along.
struct GroupTests {
  /// Thirty rows of ten groups of three; class 1 has six rows.
  private let groups = (0..<30).map { $0 / 3 }
  private let classes = (0..<30).map { $0 % 5 == 0 ? 1 : 0 }

  private func facts(
    classes: [Int]? = nil, groups: [Int]? = nil, order: [Int]? = nil,
    parts: [DataFacts.Part]? = nil, listed: [Split] = [], rows: Int = 30
  ) -> DataFacts {
    DataFacts(
      digest: Digest(of: []), rowCount: rows, testCount: 0, classes: classes, groups: groups,
      groupNames: (0..<10).map { "p\($0)" }, order: order, parts: parts, listed: listed)
  }

  private func refusal(_ evaluation: Evaluation, _ data: DataFacts) -> String? {
    do {
      _ = try evaluation.settled(for: data).splits(of: data)
      return nil
    } catch {
      return error.message
    }
  }

  @Test(arguments: [FoldKind.kfold, .stratified, .ordered()])
  func `folds that would divide a group are refused`(kind: FoldKind) throws {
    let message = try #require(refusal(.folds(3, kind), facts(classes: classes, groups: groups)))
    #expect(
      message.hasPrefix("\(kind.word) folds would put rows of one group on both sides of a split"))
  }

  @Test func `folds without a kind are as the data ask for`() throws {
    func kind(_ data: DataFacts) throws -> Evaluation.Scheme {
      try Evaluation.folds(3, .fitting).settled(for: data).scheme
    }
    #expect(try kind(facts()) == .folds(k: 3, kind: .kfold, repeats: 1))
    #expect(try kind(facts(classes: classes)) == .folds(k: 3, kind: .stratified, repeats: 1))
    #expect(try kind(facts(groups: groups)) == .folds(k: 3, kind: .grouped, repeats: 1))
    #expect(
      try kind(facts(classes: classes, groups: groups))
        == .folds(k: 3, kind: .stratifiedGrouped, repeats: 1))
    #expect(
      try kind(facts(order: Array(0..<30))) == .folds(k: 3, kind: .ordered(), repeats: 1))
  }

  @Test(arguments: [0.1, 0.2, 0.34, 0.5]) func `a holdout takes whole groups`(share: Double) throws
  {
    for classes in [nil, classes] {
      for seed in 0..<20 {
        let evaluation = Evaluation(
          scheme: .holdout(fraction: share), replicates: 1, seed: UInt64(seed))
        let data = facts(classes: classes, groups: groups)
        let split = try evaluation.splits(of: data)[0]
        #expect((split.training + split.validation).sorted() == Array(0..<30))
        #expect(
          Set(split.training.map { groups[$0] }).isDisjoint(
            with: split.validation.map { groups[$0] }))
        // No nearer than half a group, as groups are whole.
        #expect(abs(Double(split.validation.count) - share * 30) <= 3)
      }
    }
  }

  private struct References: Decodable {
    struct Pair: Decodable {
      let training, validation: [Int]
    }
    struct Ordered: Decodable {
      let rows, k, gap: Int
      let window: Int?
      let splits: [Pair]
    }
    struct LeftOut: Decodable {
      let groups: [Int]
      let splits: [Pair]
    }
    let ordered: [Ordered]
    let leaveOneGroupOut: [LeftOut]

    init(from folder: String = #filePath) throws {
      let url = URL(filePath: folder).deletingLastPathComponent()
        .appending(path: "References/splits.json")
      self = try JSONDecoder().decode(References.self, from: Data(contentsOf: url))
    }
  }

  @Test func `ordered folds are scikit-learn's TimeSeriesSplit`() throws {
    let references = try References().ordered
    #expect(references.count == 5)
    for row in references {
      let evaluation = Evaluation.folds(row.k, .ordered(gap: row.gap, window: row.window))
      let splits = try evaluation.splits(of: facts(rows: row.rows))
      #expect(splits.map(\.training) == row.splits.map(\.training))
      #expect(splits.map(\.validation) == row.splits.map(\.validation))
    }
  }

  @Test func `one group left out is scikit-learn's LeaveOneGroupOut`() throws {
    let references = try References().leaveOneGroupOut
    #expect(references.count == 2)
    for row in references {
      let data = facts(groups: row.groups, rows: row.groups.count)
      let open = Evaluation.folds(0, .leaveOneGroupOut)
      let evaluation = try open.settled(for: data)
      #expect(evaluation.foldCount == row.splits.count)
      let splits = try evaluation.splits(of: data)
      #expect(splits.map(\.training) == row.splits.map(\.training))
      #expect(splits.map(\.validation) == row.splits.map(\.validation))
    }
    #expect(
      refusal(.folds(4, .leaveOneGroupOut), facts(groups: groups))
        == "leaving one group out makes 10 folds of 10 groups, not 4; leave k out, or use kind: grouped"
    )
  }

  /// The order of a column, and not that of the file.
  @Test func `an order puts rows behind each other`() throws {
    let order = (0..<30).map { 29 - $0 }
    let splits = try Evaluation.folds(2, .ordered()).splits(of: facts(order: order))
    #expect(splits[0].training == Array(20..<30) && splits[0].validation == Array(10..<20))
    #expect(splits[1].training == Array(10..<30) && splits[1].validation == Array(0..<10))
    #expect(
      refusal(.folds(3, .kfold), facts(order: order))
        == "data.order puts rows in an order and kfold folds have none; use kind: ordered, or remove"
        + " data.order")
  }

  @Test func `a gap that leaves nothing to train on is refused`() {
    #expect(
      refusal(.folds(4, .ordered(gap: 6)), facts())
        == "a gap of 6 rows leaves nothing to train on before the first of 4 folds, which has 6 rows"
        + " before it; use a smaller gap or fewer folds")
  }

  @Test func `parts are as the data say`() throws {
    let parts = (0..<30).map { $0 < 20 ? DataFacts.Part.training : $0 < 25 ? .validation : .test }
    let data = facts(parts: parts)
    func split(_ scheme: Evaluation.Scheme) throws -> Split {
      try Evaluation(scheme: scheme, replicates: 1, seed: 1).splits(of: data)[0]
    }
    #expect(try split(.validation) == Split(training: Array(0..<20), validation: Array(20..<25)))
    #expect(try split(.test) == Split(training: Array(0..<25), validation: Array(25..<30)))
    #expect(refusal(.folds(3, .kfold), data)?.hasPrefix("data.split says which rows") == true)
    #expect(
      refusal(Evaluation(scheme: .validation, replicates: 1, seed: 1), facts())?
        .hasPrefix("the data do not say which rows are for validation") == true)
  }

  @Test func `listed splits are taken as they are, but for groups on both sides`() throws {
    let split = Split(training: [0, 1, 2], validation: [3, 4])
    let evaluation = Evaluation(scheme: .listed(count: 1), replicates: 1, seed: 1)
    #expect(try evaluation.splits(of: facts(listed: [split])) == [split])
    let divided = Split(training: [0, 1, 3], validation: [2, 4])
    #expect(
      refusal(evaluation, facts(groups: groups, listed: [divided]))?
        .hasPrefix("the split has rows of the group 'p0' on both sides") == true)
  }

  @Test func `kinds and schemes are read back as they are sent`() {
    let kinds: [FoldKind] = [
      .kfold, .leaveOneGroupOut, .ordered(), .ordered(gap: 5), .ordered(window: 9),
      .ordered(gap: 2, window: 7),
    ]
    for kind in kinds {
      #expect(FoldKind(rawValue: kind.rawValue) == kind)
      #expect(Evaluation(Evaluation.folds(3, kind).item) == Evaluation.folds(3, kind))
    }
    for word in ["ordered gap", "ordered gap 0", "ordered window 3 gap 2", "fitting", "x"] {
      #expect(FoldKind(rawValue: word) == nil)
    }
    for scheme in [Evaluation.Scheme.validation, .listed(count: 4)] {
      let evaluation = Evaluation(scheme: scheme, replicates: 2, seed: 5)
      #expect(Evaluation(evaluation.item) == evaluation)
    }
  }

  @Test func `a class with fewer rows than folds is told`() throws {
    let rare = (0..<30).map { $0 < 2 ? 1 : 0 }
    let data = DataFacts(
      digest: Digest(of: []), rowCount: 30, testCount: 0, classes: rare, classNames: ["x", "rare"])
    let plan = try Plan(sweep(evaluation: .folds(5)), data: data, semantics: "1")
    #expect(
      plan.classNotes == [
        "class 'rare' has 2 rows, and 3 of 5 folds none of it to validate on: its metrics and means over"
          + " classes are of the other folds alone; use fewer folds"
      ])
    let enough = try Plan(sweep(evaluation: .folds(2)), data: data, semantics: "1")
    #expect(enough.classNotes.isEmpty)
  }
}
