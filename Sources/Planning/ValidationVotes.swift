import Datasets
import Engine
import Processes
import Store
import Training

/// The votes of a configuration's networks on the rows that they were validated on, beside the true targets.
package struct ValidationVotes {
  /// A row, as all replicates of its fold see it.
  package struct Row: Sendable {
    /// The row's number in the data set.
    package let number: Int
    /// The index of its class; nil where numbers are learned.
    package let label: Int?
    /// The number to be learned; nil where classes are.
    package let target: Double?
    /// The joint output of the networks of its fold, one a replicate.
    package let vote: Vote
    /// The class that each replicate takes it for; empty where there are none.
    package let said: [Int]

    /// Whether all replicates take it for the wrong class.
    package var isAlwaysWrong: Bool { label.map { label in !said.contains(label) } ?? false }
  }

  /// Fold by fold.
  package let rows: [Row]
  /// The data of the sweep, by which rows are numbered and split into folds.
  package let data: TrainedData
  /// The names of the classes; nil where numbers are learned.
  package let classNames: [String]?
  /// How many replicates there are.
  package let replicates: Int

  /// - Parameter file: the spec's, beside which data lie; nil for the working directory.
  package init(_ trained: TrainedConfiguration, besides file: String? = nil) throws {
    let data = try trained.data(besides: file)
    let members = try trained.networks(besides: file)
    classNames = members[0].classNames
    let areClasses = classNames != nil
    let folds = Dictionary(grouping: members, by: \.trial.fold).sorted { $0.key < $1.key }
    replicates = folds.map(\.value.count).max() ?? 0
    self.data = data
    rows = folds.flatMap { _, members in
      let selection = data.trial(members[0].trial).validation
      let votes = Votes(
        members: members.map { $0.network.predictions(for: selection) },
        width: members[0].network.outputCount, areClasses: areClasses)
      return selection.rows.enumerated().map { place, row in
        var (label, target): (Int?, Double?) = (nil, nil)
        switch data.dataset.targets {
        case .labels(let labels): label = labels[Int(row)]
        case .numbers(let numbers): target = Double(numbers[Int(row)])
        }
        return Row(
          number: Int(row), label: areClasses ? label : nil, target: target, vote: votes[place],
          said: areClasses
            ? members.indices.map { votes.outputs(of: place, member: $0).greatest } : [])
      }
    }
  }

  /// The share of rows that all together recognise, and that each replicate does; nil where numbers are
  /// learned.
  package var accuracies: (ensemble: Double, members: [Double])? {
    guard classNames != nil, !rows.isEmpty else { return nil }
    let count = Double(rows.count)
    return (
      Double(rows.count { $0.vote.place == $0.label }) / count,
      (0..<replicates).map { replicate in
        Double(rows.count { $0.said[replicate] == $0.label }) / count
      }
    )
  }
}
