import Datasets
import Documents
import Sweeps
import Trials

/// A table of trials: a header, and a row each; of W&B's runs, of scikit-learn's `cv_results_`, of anything.
struct TableImport {
  private let path: String
  private let names: [String]
  private let columns: [[String]]

  private var rowCount: Int { columns.first?.count ?? 0 }

  init(_ bytes: [UInt8], path: String) throws(ImportError) {
    var names: [String] = []
    do throws(DatasetError) {
      columns = try CSVColumns(bytes, path: path, mendsCommas: true) { header in
        names = header
        // A column of row numbers has no name; two may share one.
        return header
      }.columns
    } catch {
      throw ImportError("\(error)")
    }
    self.path = path
    self.names = names
  }

  /// The table that JSON holds by columns, as of `cv_results_`; nil of other JSON.
  init?(byColumns document: Document, path: String) {
    let lists = document.entries.filter { if case .list = $0.value.content { true } else { false } }
    guard let count = lists.first?.value.elements.count, count > 0,
      lists.allSatisfy({ $0.value.elements.count == count })
    else { return nil }
    self.path = path
    names = lists.map(\.key)
    columns = lists.map { $0.value.elements.map { $0.content == .null ? "" : $0.label } }
  }

  private subscript(name: String) -> [String]? {
    names.firstIndex(of: name).map { columns[$0] }
  }

  private func column(_ name: String) throws(ImportError) -> [String] {
    if let column = self[name] { return column }
    throw ImportError(
      "'\(path)' has no column '\(name)'\(suggestion(for: name, among: names)) (it has"
        + " \(names.prefix(40).joined(separator: ", ")))")
  }

  /// Whether scikit-learn's search has made it.
  private var isOfScikitLearn: Bool {
    names.contains { $0.hasPrefix("param_") } && names.contains { $0.hasPrefix("split0_test_") }
  }

  func study(named name: String, _ options: ImportOptions) throws(ImportError) -> ImportedStudy {
    if options.parameters == nil, isOfScikitLearn {
      return try scikitLearn(named: name, options)
    }
    guard let parameters = options.parameters, let metric = options.metric else {
      throw ImportError(
        "which columns of '\(path)' are parameters and which is the metric is not known; say so with"
          + " --parameters a,b --metric m, where it has \(names.prefix(40).joined(separator: ", "))"
      )
    }
    let values = try parameters.map { (name) throws(ImportError) in try column(name) }
    let judged = try column(metric.name)
    let replicates = try options.replicate.map { (name) throws(ImportError) in try numbers(name) }
    let folds = try options.fold.map { (name) throws(ImportError) in try numbers(name) }
    // W&B's own columns.
    let isOfWandb = self["State"] != nil && self["Name"] != nil
    var trials: [ImportedStudy.Trial] = []
    var left = 0
    for row in 0..<rowCount {
      let state = isOfWandb ? self["State"]?[row] ?? "" : "finished"
      if state == "running" || state == "pending" {
        left += 1
        continue
      }
      let assigned = zip(parameters, values).compactMap { name, cells in
        cells[row].isEmpty ? nil : (name.parameterName, Document(tableCell: cells[row]))
      }
      let text = judged[row]
      let number = Double(text)
      let ending: ImportedStudy.Trial.Ending
      if state != "finished" {
        ending = .failed("\(state) in W&B")
      } else if let number, number.isFinite {
        ending = .completed([Measurement(epoch: 1, metrics: [metric.name: number])])
      } else if text.isEmpty {
        ending = .failed("the file has no \(metric.name)")
      } else if let number {
        ending = .diverged([Measurement(epoch: 1, metrics: [metric.name: number])])
      } else {
        throw ImportError(
          "row \(row + 1) of '\(path)' has '\(text)' for \(metric.name), which is no number")
      }
      trials.append(
        ImportedStudy.Trial(
          values: assigned, replicate: replicates?[row], fold: folds?[row] ?? 0, ending: ending,
          seconds: isOfWandb ? self["Runtime"].flatMap { Double($0[row]) } : nil))
    }
    if replicates == nil, options.replicate == nil, !options.numbersReplicates {
      try ImportedStudy.checkPairing(of: trials, in: path)
    }
    return ImportedStudy(
      name: name, maker: isOfWandb ? "Weights & Biases" : "a table",
      metric: try options.judged(metric.name), trials: trials,
      remarks: left > 0 ? [.leftOut(left, "run")] : [])
  }

  /// The values of a column, numbered from 0 in the order of their size.
  private func numbers(_ name: String) throws(ImportError) -> [Int] {
    let cells = try column(name)
    var seen: [String] = []
    for cell in cells where !seen.contains(cell) { seen.append(cell) }
    if seen.allSatisfy({ Double($0) != nil }) {
      seen.sort { (Double($0) ?? 0) < (Double($1) ?? 0) }
    }
    return cells.map { seen.firstIndex(of: $0) ?? 0 }
  }

  /// `param_X`, `split{i}_test_M`; of halving the last round of each candidate.
  private func scikitLearn(
    named name: String, _ options: ImportOptions
  ) throws(ImportError) -> ImportedStudy {
    let metrics = names.filter { $0.hasPrefix("split0_test_") }
      .map { String($0.dropFirst("split0_test_".count)) }
    let metric: String
    if let wanted = options.metric?.name {
      guard metrics.contains(wanted) else {
        throw ImportError(
          "'\(path)' has no metric '\(wanted)'; it has \(metrics.joined(separator: ", "))")
      }
      metric = wanted
    } else {
      guard metrics.count == 1 else {
        throw ImportError(
          "'\(path)' has several metrics; name one with --metric: \(metrics.joined(separator: ", "))"
        )
      }
      metric = metrics[0]
    }
    let parameters = names.filter { $0.hasPrefix("param_") }
    let columns = parameters.map { self[$0] ?? [] }
    var splits: [[String]] = []
    while let split = self["split\(splits.count)_test_\(metric)"] { splits.append(split) }
    let representations = self["params"]
    var remarks: [String] = []
    var rows = Array(0..<rowCount)
    if let rounds = self["iter"], let representations {
      var last: [String: Int] = [:]
      for row in rows { last[representations[row]] = row }
      let kept = rows.filter { last[representations[$0]] == $0 }
      if kept.count < rows.count {
        remarks.append(
          "of \(rounds.reduce(0) { max($0, (Int($1) ?? 0) + 1) }) rounds of halving, the last of each"
            + " candidate counts, and those had different resources")
      }
      rows = kept
    }
    var trials: [ImportedStudy.Trial] = []
    for row in rows {
      let values = zip(parameters, columns).compactMap { column, cells -> (String, Document)? in
        let name = String(column.dropFirst("param_".count))
        guard cells[row].isEmpty else {
          return (name.parameterName, Document(tableCell: cells[row]))
        }
        // Blank is None as well as not set: the representation tells.
        let isNone = representations?[row].contains("'\(name)': None") ?? false
        return isNone ? (name.parameterName, Document(.text("None"))) : nil
      }
      for (fold, cells) in splits.enumerated() {
        let number = Double(cells[row])
        let ending: ImportedStudy.Trial.Ending =
          if let number, number.isFinite {
            .completed([Measurement(epoch: 1, metrics: [metric: number])])
          } else { .failed("the fit failed in scikit-learn") }
        trials.append(ImportedStudy.Trial(values: values, fold: fold, ending: ending))
      }
    }
    // Its scorers are all such that more is better.
    return ImportedStudy(
      name: name, maker: "scikit-learn", metric: try options.judged(metric, goal: .maximize),
      trials: trials, remarks: remarks)
  }
}
