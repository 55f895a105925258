import Documents
import Sweeps
import YAML

extension Evaluation {
  /// Reads the block `evaluate`: one design, how often, from which seed.
  ///
  /// ```yaml
  /// evaluate: { on: test, replicates: 3, seed: 1 }
  /// evaluate: { holdout: 0.2 }
  /// evaluate: { folds: { k: 5, kind: stratified, repeats: 1 } }
  /// evaluate: { folds: { k: 5, kind: ordered, gap: 10, window: 200 } }
  /// evaluate: { on: indices }                                  # the splits of data.indices
  /// evaluate: { nested: { folds: 5 }, folds: { k: 4 } }        # see `NestingReading`
  /// evaluate: { replicates: { seeds: [1, 2, 3], as: seed } }   # of programs: see `ListedSeeds`
  /// ```
  ///
  /// A program with data of its own needs no design; it may be told the number of a fold.
  ///
  /// Without `replicates` there is one; without `seed` it is 0, so that a spec always means the
  /// same numbers.
  ///
  /// - Parameter listed: how many splits the data list.
  init(
    _ document: Document, dealing: Dealing = .classes, listed: Int = 0
  ) throws(DocumentError) {
    let designs = ["on", "holdout", "folds"]
    var block = try Block(
      document, "evaluate", keys: designs + ["replicates", "seed", "noise", "nested"])
    let named = designs.compactMap { name in block.optional(name).map { (name, $0) } }
    if dealing != .nothing, named.isEmpty {
      throw DocumentError(
        "evaluate needs a design: on: test, holdout: 0.2 or folds: { k: 5 }", at: document.mark)
    }
    if dealing == .nothing, let (design, value) = named.first, design != "folds" {
      throw DocumentError(
        "evaluate.\(design) deals rows, and there is no data; say how many rows there are with"
          + " data: { rows: N }, or leave it out", at: value.mark)
    }
    if named.count > 1 {
      throw DocumentError(
        "evaluate has both '\(named[0].0)' and '\(named[1].0)'; keep one", at: named[1].1.mark)
    }
    let scheme: Scheme =
      switch named.first {
      case nil: .own
      case ("on", let value)?:
        try value.choice(
          "evaluate.on",
          among: [
            ("test", .test), ("validation", .validation), ("indices", .listed(count: listed)),
          ])
      case ("holdout", let value)?: .holdout(fraction: try value.share("evaluate.holdout"))
      case (_, let value)?: try Scheme(folds: value, dealing: dealing)
      }
    if case .listed = scheme {
      guard listed > 0 else {
        throw DocumentError(
          "evaluate.on is indices, and the data list none; write data: { csv: ..., indices:"
            + " [{ training: FILE, validation: FILE }] }", at: named.first?.1.mark)
      }
    } else if listed > 0 {
      throw DocumentError(
        "data.indices lists the rows of splits, and evaluate deals rows otherwise; use on: indices, or"
          + " remove data.indices", at: named.first?.1.mark ?? document.mark)
    }
    self.init(
      scheme: scheme,
      replicates: try block.optional("replicates")?.replicates() ?? 1,
      seed: UInt64(try block.optional("seed")?.seed() ?? 0))
  }
}

extension Evaluation {
  /// The kind of rows to deal to folds.
  enum Dealing: Hashable {
    /// Rows, which are likely to have classes.
    case classes
    /// Rows of a table, which may have classes, groups or an order.
    case table
    /// Rows of which nothing is known.
    case rows
    /// No rows: the program that trains has its own data.
    case nothing
  }
}

extension Evaluation.Scheme {
  fileprivate init(
    folds document: Document, dealing: Evaluation.Dealing
  ) throws(DocumentError) {
    let subject = "evaluate.folds"
    var block = try Block(document, subject, keys: ["k", "kind", "repeats", "gap", "window"])
    if dealing == .nothing, let kind = block.optional("kind") {
      throw DocumentError(
        "evaluate.folds.kind says how rows are dealt, and there is no data; the program is told the"
          + " number of the fold and deals by itself", at: kind.mark)
    }
    var kind = try block.optional("kind")?.choice(
      "\(subject).kind", among: FoldKind.words)
    let (gap, window) = (block.optional("gap"), block.optional("window"))
    if let given = gap ?? window {
      guard case .ordered? = kind else {
        throw DocumentError(
          "\(subject).\(gap == nil ? "window" : "gap") has an effect on kind: ordered alone; remove it,"
            + " or write kind: ordered", at: given.mark)
      }
      kind = .ordered(
        gap: try gap?.count("\(subject).gap", from: 0) ?? 0,
        window: try window?.count("\(subject).window", from: 1))
    }
    let isCounted = kind == .leaveOneGroupOut && block.optional("k") == nil
    self = .folds(
      k: isCounted ? 0 : try block.required("k").count("\(subject).k", from: 2),
      kind: kind ?? dealing.usualKind,
      repeats: try block.optional("repeats")?.count("\(subject).repeats", from: 1) ?? 1)
  }
}

extension Evaluation.Dealing {
  /// The kind of folds where none is written.
  fileprivate var usualKind: FoldKind {
    switch self {
    case .classes: .stratified
    case .table: .fitting
    case .rows, .nothing: .kfold
    }
  }

  /// Tells which rows the data of a spec have to deal; the spec of a program may have none.
  init(_ data: Document) {
    if data.content == .null {
      self = .nothing
    } else if ["csv", "arff", "libsvm"].contains(where: { data[$0] != nil }) {
      self = .table
    } else {
      self = data["rows"] == nil ? .classes : .rows
    }
  }
}

extension NoiseLevels {
  /// Reads `evaluate.noise`: one kind of noise, and its levels as a list or a call.
  ///
  /// ```yaml
  /// noise: { salt_and_pepper: [0, 0.2, 0.4] }
  /// noise: { salt_and_pepper: "range(0, 1, 0.1)" }
  /// ```
  init(_ document: Document) throws(DocumentError) {
    let subject = "evaluate.noise"
    guard case .map(let entries) = document.content, entries.count == 1 else {
      throw document.mismatch(
        subject, mustBe: "one kind of noise with its levels: { salt_and_pepper: [0, 0.2, 0.4] }")
    }
    let (kind, list) = (entries[0].key, entries[0].value)
    var labels: [String] = []
    if case .text(let text) = list.content,
      let call = try Call(
        Scalar(text: text, isPlain: false), at: list.mark ?? Mark(line: 1, column: 1))
    {
      let values = try call.options().map { (option) throws(DocumentError) in
        try option.value.number("each level of \(kind)")
      }
      labels = Levels.decimals(values).map(Document.label)
    } else {
      for element in try list.list("\(subject).\(kind)") {
        labels.append(Document.label(try element.number("each level of \(kind)")))
      }
    }
    guard !labels.isEmpty, Set(labels).count == labels.count else {
      throw list.mismatch("\(subject).\(kind)", mustBe: "a list of levels, no two alike")
    }
    // The number in a label is the level: steps of 0.1 add up to 0.30000000000000004.
    self.init(kind: kind, levels: labels.compactMap { Double($0) })
  }
}

extension Document {
  fileprivate func count(_ subject: String, from least: Int) throws(DocumentError) -> Int {
    try integer(
      subject, in: least...SpecLimit.trials,
      mustBe: "a whole number from \(least) to \(SpecLimit.trials)")
  }

  /// A number, or how many seeds are listed.
  fileprivate func replicates() throws(DocumentError) -> Int {
    if case .list(let seeds)? = self["seeds"]?.content { return seeds.count }
    return try count("evaluate.replicates", from: 1)
  }

  fileprivate func share(_ subject: String) throws(DocumentError) -> Double {
    let expected = "a share of the rows between 0 and 1, such as 0.2"
    let share = try number(subject, in: 0...1, mustBe: expected)
    guard share > 0, share < 1 else { throw mismatch(subject, mustBe: expected) }
    return share
  }

  fileprivate func seed() throws(DocumentError) -> Int {
    try integer("evaluate.seed", in: 0...Int.max, mustBe: "a whole number from 0 to \(Int.max)")
  }
}
