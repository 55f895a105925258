import Datasets
import Documents
import Drawings
import Planning
import Plots
import Processes
import Reports

extension Option {
  static let rows = Option(
    "--always", "instead of pairs, the rows that every replicate gets wrong")
  static let most = Option(
    "--most", value: "N", "so many pairs, or rows (default: 8 pairs, 24 rows; in tables all)")
}

extension InspectKind {
  /// The classes and rows that networks get wrong.
  static let mistakes = InspectKind(
    word: "mistakes",
    summary:
      "classes that are confused most, with what is most certainly wrong; a table without -o",
    options: [.rows, .most, .recordFormat] + pictures
  ) { request in
    let votes = try ValidationVotes(request.trained, besides: request.spec)
    guard let names = votes.classNames else {
      throw UserError("'\(request.trained.name)' learned numbers, and mistakes are of classes")
    }
    let mistakes = Mistakes(votes, names: names)
    let isOfRows = request.arguments.has(.rows)
    let most = try request.arguments.integer(.most, in: 1...1000)
    guard request.arguments.has(.picture) else {
      let name = request.trained.name
      try request.print(isOfRows ? mistakes.rowTable(name, most) : mistakes.pairTable(name, most))
      return
    }
    let shape = votes.data.dataset.form.shape
    guard case .image(_, _, let channels) = shape, [1, 3].contains(channels) else {
      throw UserError(
        "'\(request.trained.name)' learned from \(shape), which are no pictures; leave out -o for a"
          + " table")
    }
    try request.write(
      isOfRows
        ? mistakes.rowDrawing(request.format(), request.trained.name, most ?? 24)
        : mistakes.pairDrawing(request.format(), request.trained.name, most ?? 8))
  }
}

/// The classes and rows that the networks of a configuration get wrong.
private struct Mistakes {
  private let votes: ValidationVotes
  private let names: [String]
  /// Two classes that are taken for each other, the most often first.
  private let pairs: [Pair]
  /// The rows that every replicate gets wrong, the most certain first.
  private let always: [ValidationVotes.Row]

  private struct Pair {
    /// The two classes by number, the smaller first.
    let classes: [Int]
    /// How often one was taken for the other, and that for the one, by all replicates together.
    var counts: [Int]
    /// That all together take for the other, the most certain first.
    var rows: [ValidationVotes.Row] = []

    var count: Int { counts[0] + counts[1] }
  }

  init(_ votes: ValidationVotes, names: [String]) {
    (self.votes, self.names) = (votes, names)
    var pairs: [[Int]: Pair] = [:]
    for row in votes.rows {
      guard let label = row.label else { continue }
      for said in row.said where said != label {
        let key = [label, said].sorted()
        pairs[key, default: Pair(classes: key, counts: [0, 0])]
          .counts[label < said ? 0 : 1] += 1
      }
      if row.vote.place != label {
        let key = [label, row.vote.place].sorted()
        pairs[key, default: Pair(classes: key, counts: [0, 0])].rows.append(row)
      }
    }
    for key in pairs.keys { pairs[key]?.rows.sort { $0.vote.mean > $1.vote.mean } }
    self.pairs = pairs.values.sorted {
      (-$0.count, $0.classes[0], $0.classes[1]) < (-$1.count, $1.classes[0], $1.classes[1])
    }
    always = votes.rows.filter(\.isAlwaysWrong).sorted { $0.vote.mean > $1.vote.mean }
  }

  /// Gives the mean over replicates of a count that all of them came to together.
  private func mean(_ count: Int) -> Double { Double(count) / Double(votes.replicates) }

  func pairTable(_ name: String, _ most: Int?) -> RecordTable {
    RecordTable(
      title: "\(name): classes that are taken for each other",
      columns: [
        .init("class"), .init("other"), .init("mistakes", decimals: 1),
        .init("class_as_other", title: "class as other", decimals: 1),
        .init("other_as_class", title: "other as class", decimals: 1),
        .init("rows_always_wrong", title: "always wrong"),
      ],
      records: pairs.prefix(most ?? pairs.count).map { pair in
        [
          .text(names[pair.classes[0]]), .text(names[pair.classes[1]]), .number(mean(pair.count)),
          .number(mean(pair.counts[0])), .number(mean(pair.counts[1])),
          .integer(
            always.count {
              pair.classes == [$0.label ?? -1, $0.vote.place].sorted()
            }),
        ]
      },
      notes: [
        "Counts are of \(votes.rows.count) validation rows, the mean of"
          + " \(counted(votes.replicates, "replicate")); every replicate is wrong about the last column's."
      ])
  }

  func rowTable(_ name: String, _ most: Int?) -> RecordTable {
    RecordTable(
      title: "\(name): rows that every replicate gets wrong",
      columns: [
        .init("row"), .init("true"), .init("class"), .init("probability", decimals: 4),
        .init("agreement", decimals: 2),
      ],
      records: always.prefix(most ?? always.count).map { row in
        [
          .integer(row.number), .text(row.label.map { names[$0] } ?? ""),
          .text(names[row.vote.place]), .number(row.vote.mean),
          .optional(row.vote.agreement, JSON.number),
        ]
      },
      notes: [
        "\(always.count) of \(votes.rows.count) validation rows; the most certain first. Errors of labels"
          + " are found among these."
      ])
  }

  func pairDrawing(_ format: PlotFormat, _ name: String, _ most: Int) -> Drawing {
    let rows = pairs.filter { !$0.rows.isEmpty }.prefix(most).map { pair in
      ImageGrid.Row(
        "\(names[pair.classes[0]]) and \(names[pair.classes[1]]): \(mean(pair.count).fixed(0))",
        pair.rows.prefix(8).map { tile($0) })
    }
    return ImageGrid(rows, over: 0...1, ramp: .ink, columns: 8).drawing(
      format, title: "\(name): mistakes",
      caption: [
        "\(name): the classes that are taken for each other most, how often (of \(votes.rows.count) rows,"
          + " mean of \(counted(votes.replicates, "replicate"))), and the rows that all together are most"
          + " certainly wrong about.",
        "Below each: what it is, what it is taken for, and the probability of that.",
      ])
  }

  func rowDrawing(_ format: PlotFormat, _ name: String, _ most: Int) -> Drawing {
    ImageGrid(
      [ImageGrid.Row("", always.prefix(most).map { tile($0) })], over: 0...1, ramp: .ink, columns: 8
    ).drawing(
      format, title: "\(name): always wrong",
      caption: [
        "\(name): \(min(most, always.count)) of the \(always.count) rows that every replicate gets wrong, the"
          + " most certain first.",
        "Below each: what it is, what it is taken for, and the probability of that.",
      ])
  }

  private func tile(_ row: ValidationVotes.Row) -> ImageGrid.Tile {
    let extents = votes.data.dataset.form.shape.extents
    let label = row.label.map { names[$0] } ?? ""
    return ImageGrid.Tile(
      width: extents[1], height: extents[0], channels: extents[2],
      numbers: votes.data.dataset.numbers(ofRow: row.number),
      label: "\(label)→\(names[row.vote.place]) \(row.vote.mean.fixed(2))")
  }
}
