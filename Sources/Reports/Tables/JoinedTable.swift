import Sweeps

/// The table of one sweep, to be joined with those of others.
package struct TableMember<Pairing: Hashable & Sendable>: Sendable {
  let table: SummaryTable
  /// The name of the sweep in the joined table.
  let name: String
  /// As the spec calls the data set.
  let data: String
  /// Equal where trials are paired.
  let pairing: Pairing

  /// - Parameters:
  ///   - name: the name of the sweep in the joined table: another for each.
  ///   - data: as the spec calls the data set.
  ///   - pairing: the values that must be equal for trials of two sweeps to be paired: data and splits.
  package init(_ table: SummaryTable, named name: String, data: String, pairing: Pairing) {
    self.table = table
    self.name = name
    self.data = data
    self.pairing = pairing
  }
}

extension SummaryTable {
  /// The tables of several sweeps as one, with the sweep and its data set as two parameters more.
  ///
  /// A parameter that a sweep does not have is empty there. Sweeps with the same pairing and
  /// evaluation compete with each other; all others only with themselves.
  ///
  /// - Throws: where numbers would stand side by side that mean different things.
  package init<Pairing>(joining members: [TableMember<Pairing>]) throws(Refusal) {
    let tables = members.map(\.table)
    try SummaryTable.refuseUnlike(tables)
    let own = tables.flatMap(\.parameters).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    // Where no spec names data, there is nothing to tell.
    let added = members.allSatisfy(\.data.isEmpty) ? ["sweep"] : ["sweep", "data"]
    let groups = Dictionary(grouping: members.indices) { index in
      Kinship(pairing: members[index].pairing, evaluation: tables[index].evaluation)
    }.values.sorted { $0[0] < $1[0] }
    self.init(
      sweep: members.map(\.name).joined(separator: ", "),
      parameters: added + own.map { added.contains($0) ? "\($0) (parameter)" : $0 },
      groups: groups.map { indices in
        let group = Group(
          sweeps: indices.map { members[$0].name }, evaluation: tables[indices[0]].evaluation,
          summaries: tables[0].metrics.indices.map { metric in
            Summary(joining: indices.map { tables[$0].summaries[metric] })
          }, dataRows: tables[indices[0]].groups[0].dataRows)
        return (group, indices.flatMap { members[$0].labels(own, withData: added.count > 1) })
      }, counts: tables.map(\.counts).reduce(TrialCounts(), +), level: tables[0].level,
      variance: tables[0].variance, interval: tables[0].interval)
    remarks = members.flatMap { member in
      (member.table.remarks + member.table.leftRemarks).map { "\(member.name): \($0)" }
    }
  }

  /// The properties that make trials of two sweeps partners.
  private struct Kinship<Pairing: Hashable>: Hashable {
    let pairing: Pairing
    let evaluation: Evaluation
  }

  private static func refuseUnlike(_ tables: [SummaryTable]) throws(Refusal) {
    let first = tables[0]
    for table in tables.dropFirst() {
      guard table.unit == first.unit else {
        throw Refusal(
          "'\(first.sweep)' is summarised over \(first.unit.rawValue) and '\(table.sweep)' over"
            + " \(table.unit.rawValue); choose one with --over")
      }
      guard table.metrics == first.metrics else {
        throw Refusal(
          "'\(first.sweep)' is judged by \(first.metric.name) \(first.metric.moment.phrase) and"
            + " '\(table.sweep)' by \(table.metric.name) \(table.metric.moment.phrase)")
      }
    }
  }
}

extension TableMember {
  /// The labels of its rows, in the order of the joined table's parameters.
  fileprivate func labels(_ parameters: [String], withData: Bool) -> [[String]] {
    table.rows.sorted { $0.configuration < $1.configuration }.map { row in
      (withData ? [name, data] : [name])
        + parameters.map { name in
          table.parameters.firstIndex(of: name).map { row.labels[$0] } ?? ""
        }
    }
  }
}

extension TrialCounts {
  fileprivate static func + (a: TrialCounts, b: TrialCounts) -> TrialCounts {
    TrialCounts(
      completed: a.completed + b.completed, diverged: a.diverged + b.diverged,
      failed: a.failed + b.failed, running: a.running + b.running, waiting: a.waiting + b.waiting)
  }
}
