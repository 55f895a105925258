import Documents
import Imports
package import Processes
import Reports
import Results
import Search
import Specs
import Statistics
import Store
import Sweeps
import Trials

/// The configurations that another sweep has tried, written into the text of a search that begins with them.
///
/// The list is frozen there: it is part of what the search is, and running the same line again goes on with
/// the list of the first time, whatever the other sweep has found since.
package struct WarmStart {
  private let name: String
  private let path: String

  /// - Parameters:
  ///   - name: the other sweep's.
  ///   - path: of the results file.
  package init(from name: String, in path: String) {
    self.name = name
    self.path = path
  }

  /// The text with the list in it, and what is said of it; nothing where the list is that of the first time.
  package func written(into text: String) throws(UserError) -> (text: String, note: String?) {
    do {
      return try frozen(in: text)
    } catch let error as UserError {
      throw error
    } catch {
      throw UserError("\(error)", cause: error)
    }
  }

  private func frozen(in text: String) throws -> (text: String, note: String?) {
    let spec = try Spec(text)
    guard let search = spec.sweep.search, search.method.sampler.learns else {
      throw UserError(
        "--warm-start is for a search that learns: method: { search: tpe, ... }, or gp")
    }
    guard search.known.isEmpty else {
      throw UserError("the spec has method.known already; remove it, or --warm-start")
    }
    let recorded = try SweepReader(path: path, name: name)
    if let former = try frozen(in: text, of: spec) { return (former, nil) }
    guard recorded.sweep.metric.name == spec.sweep.metric.name,
      recorded.sweep.metric.goal == spec.sweep.metric.goal
    else {
      throw UserError(
        "sweep '\(name)' is judged by \(recorded.sweep.metric.name), to be"
          + " \(recorded.sweep.metric.goal.rawValue)d, and this one by \(spec.sweep.metric.name), to be"
          + " \(spec.sweep.metric.goal.rawValue)d; a search begins with results of its own metric")
    }
    let (blocks, outside, open) = try blocks(of: recorded, in: search.space)
    guard !blocks.isEmpty else {
      throw UserError(
        "sweep '\(name)' has no finished configuration within the space of this search")
    }
    var notes = ["the search begins with \(counted(blocks.count, "configuration")) of '\(name)'"]
    if outside > 0 {
      notes.append("\(outside) \(outside == 1 ? "lies" : "lie") outside of its space")
    }
    if open > 0 { notes.append("\(open) \(open == 1 ? "is" : "are") not finished") }
    return (try frozen(Document(.list(blocks)).json, in: text), notes.joined(separator: "; "))
  }

  /// The text with a list in it.
  private func frozen(_ list: String, in text: String) throws(DocumentError) -> String {
    try Override("method.known=\(list)").applied(to: text)
  }

  /// The text with the list of the first time, where the sweep was run before.
  private func frozen(in text: String, of spec: Spec) throws -> String? {
    guard let file = try ResultsReader.ifAny(at: path),
      let former = try file.latestSweep(named: spec.sweep.name),
      let list = try Spec.knownList(in: former.specText)
    else { return nil }
    let again = try frozen(list, in: text)
    let isSame =
      again == former.specText || (try? Spec.computing("winograd", in: again)) == former.specText
    return isSame ? again : nil
  }

  /// The finished configurations: their values, mean and standard error.
  ///
  /// - Returns: also how many lie outside of the space, and how many are not finished.
  private func blocks(
    of recorded: SweepReader, in space: Space
  ) throws -> (blocks: [Document], outside: Int, open: Int) {
    let table = try recorded.table()
    var (blocks, outside, open) = ([Document](), 0, 0)
    for row in table.rows {
      let figure = row.figures[0]
      let absences = figure.absences
      guard absences[.open] == nil else {
        open += 1
        continue
      }
      let values = zip(recorded.sweep.parameterNames, row.labels).compactMap { name, label in
        label.isEmpty ? nil : Document.Entry(key: name, value: Document(tableCell: label))
      }
      let proposal = Proposal(
        values: space.dimensions.map { dimension in
          values.first { $0.key == dimension.name }.map {
            dimension.distribution.value(of: $0.value)
          }
        })
      guard space.cells(of: proposal)?.contains(where: { $0 != nil }) == true,
        space.isComplete(proposal)
      else {
        outside += 1
        continue
      }
      let mean = absences.isEmpty ? figure.description.moments.mean : nil
      var entries = [
        Document.Entry(
          key: "values",
          value: Document(
            .map(
              zip(space.dimensions, proposal.values).compactMap { dimension, value in
                value.map {
                  Document.Entry(key: dimension.name, value: Document(tableCell: $0.label))
                }
              }))),
        Document.Entry(key: "mean", value: Document(mean.map { .number($0) } ?? .null)),
      ]
      if mean != nil, let error = figure.standardError, error > 0 {
        entries.append(Document.Entry(key: "sem", value: Document(.number(error))))
      }
      blocks.append(Document(.map(entries)))
    }
    return (blocks, outside, open)
  }
}
