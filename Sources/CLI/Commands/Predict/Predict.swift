import Documents
import Planning
import Processes
import Reports
import Results
import Statistics

extension Command {
  /// The predictions of an ensemble for new rows.
  static let predict = Command(
    name: "predict", summary: "have the networks of a configuration predict new rows together",
    synopsis: "[FILE] --with SWEEP[:CONFIGURATION] [options]",
    discussion: """
      FILE is CSV, ARFF or LIBSVM with the columns that were learned from, an IDX file of images, a NumPy
      array (.npy), or a picture (JPEG, PNG). Of a table, the target may be there or not. A picture is one
      row: in grey where the networks take grey, and in their size.

      The mean of the probabilities of all networks counts, over all replicates and folds. Told of each row are
      the class with the largest mean, that mean, its std over the networks, and the share of networks that
      agree on the class; csv and json have the means of all classes, too. Where numbers were learned, it is
      their mean and std.

      Without FILE the rows are those that the networks were validated on, each by the networks that have
      not been trained on it, with what is right beside; and how much better all are together than alone.
      """,
    example: "sweep predict patients.csv --with trees:l2=0.001 -f csv",
    options: [.with, .recordFormat, PredictOptions.invert, .spec, .results], operands: 0...1
  ) { arguments in
    guard let with = arguments.text(.with) else {
      throw UserError("predict needs networks: name their sweep, such as --with mnist-cnn")
    }
    let trained = try TrainedConfiguration(
      named: with, from: { try SweepReader(path: arguments.resultsPath) })
    guard let path = arguments.operands.first else {
      let votes = try ValidationVotes(trained, besides: arguments.text(.spec))
      try Output.print(votes.table(called: trained.name), arguments)
      if let sentence = votes.comparison { Output.note(sentence) }
      return .success
    }
    let (rows, data) = try trained.newRows(
      path, besides: arguments.text(.spec), inverted: arguments.has(PredictOptions.invert))
    let ensemble = try Ensemble(trained, besides: arguments.text(.spec), data: data)
    let votes = try ensemble.votes(on: rows)
    try Output.print(
      RecordTable(
        (0..<votes.count).map { (number: $0, truth: nil, vote: votes[$0]) },
        classNames: ensemble.classNames,
        title: "\(path) by the \(counted(ensemble.members.count, "network")) of \(trained.name)"),
      arguments)
    return .success
  }
}

private enum PredictOptions {
  static let invert = Option(
    "--invert", "of a picture: swap dark and light, where ink is dark and was light in training")
}

extension ValidationVotes {
  fileprivate func table(called name: String) -> RecordTable {
    RecordTable(
      rows.map { row in
        let truth: JSON =
          if let label = row.label, let classNames { .text(classNames[label]) } else {
            .optional(row.target, JSON.number)
          }
        return (number: row.number, truth: truth, vote: row.vote)
      },
      classNames: classNames,
      title: "the validation rows by the \(counted(replicates, "replicate")) of \(name)")
  }

  /// How much better all are together than alone.
  fileprivate var comparison: String? {
    guard let (ensemble, members) = accuracies else { return nil }
    let moments = Moments(members)
    let spread = moments.standardDeviation.map { " ± \($0.fixed(4))" } ?? ""
    return "accuracy of the ensemble: \(ensemble.fixed(4)); of its networks alone:"
      + " \((moments.mean ?? .nan).fixed(4))\(spread) (n = \(members.count))"
  }
}

extension RecordTable {
  /// The votes of networks on rows, a record each.
  ///
  /// - Parameter rows: with the truth, where it is known.
  fileprivate init(
    _ rows: [(number: Int, truth: JSON?, vote: Vote)], classNames: [String]?, title: String
  ) {
    let hasTruth = rows.contains { $0.truth != nil }
    var columns = [Column("row")]
    if hasTruth { columns.append(Column("true")) }
    columns += [
      Column(classNames == nil ? "mean" : "class")
    ]
    if classNames != nil { columns.append(Column("probability", decimals: 4)) }
    columns.append(Column("std", decimals: 4))
    if let classNames {
      columns.append(Column("agreement", decimals: 2))
      columns += classNames.map { Column("p(\($0))", isDetail: true) }
    } else {
      let more = max(0, (rows.first?.vote.means.count ?? 1) - 1)
      columns += (0..<more).map { Column("mean \($0 + 1)", isDetail: true) }
    }
    let records = rows.map { number, truth, vote -> [JSON] in
      var record: [JSON] = [.integer(number)]
      if hasTruth { record.append(truth ?? .null) }
      record.append(classNames.map { .text($0[vote.place]) } ?? .number(vote.mean))
      if classNames != nil { record.append(.number(vote.mean)) }
      record.append(.optional(vote.deviation, JSON.number))
      if classNames != nil {
        record.append(.optional(vote.agreement, JSON.number))
        record += vote.means.map(JSON.number)
      } else {
        record += vote.means.dropFirst().map(JSON.number)
      }
      return record
    }
    self.init(title: title, columns: columns, records: records)
  }
}
