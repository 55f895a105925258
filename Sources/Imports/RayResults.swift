import Documents
import Processes
import Sweeps
import Trials

/// A folder of Ray Tune: one folder a trial, with `params.json` and a line of `result.json` each report.
enum RayResults {
  private struct TrialFolder {
    let name: String
    let parameters: Document
    let lines: [Document]
    let hasFailed: Bool
  }

  /// Reads a folder of Ray Tune; nil where it is none.
  static func study(
    at path: String, named name: String, _ options: ImportOptions
  ) throws(ImportError) -> ImportedStudy? {
    var folders: [TrialFolder] = []
    do throws(SystemError) {
      for folder in try Folder.names(in: path).sorted() {
        let place = "\(path)/\(folder)"
        guard let parameters = try text("\(place)/params.json") else { continue }
        let lines = try text("\(place)/result.json")?.split(separator: "\n") ?? []
        folders.append(
          TrialFolder(
            name: folder, parameters: LooseJSON.document(parameters) ?? Document(.map([])),
            lines: lines.compactMap { LooseJSON.document(String($0)) },
            hasFailed: Folder.exists(at: "\(place)/error.txt")))
      }
    } catch {
      throw ImportError("'\(path)' cannot be read (\(error.message))")
    }
    guard !folders.isEmpty else { return nil }
    guard let metric = options.metric?.name else {
      let known = Set(
        folders.flatMap { $0.lines.flatMap(\.entries) }.filter {
          $0.value.looseNumber != nil
        }.map(\.key)
      ).sorted()
      throw ImportError(
        "Ray's files do not say what a trial is judged by; name it with --metric, one of"
          + " \(known.joined(separator: ", "))")
    }
    let trials = folders.map { folder in
      ImportedStudy.Trial(
        values: leaves(folder.parameters, under: ""), ending: ending(of: folder, metric),
        seconds: folder.lines.last?["time_total_s"]?.looseNumber)
    }
    return ImportedStudy(
      name: name, maker: "Ray Tune", metric: try options.judged(metric), trials: trials)
  }

  private static func text(_ path: String) throws(SystemError) -> String? {
    guard Folder.exists(at: path) else { return nil }
    return String(decoding: try WholeFile.bytes(named: path), as: UTF8.self)
  }

  private static func ending(
    of folder: TrialFolder, _ metric: String
  ) -> ImportedStudy.Trial.Ending {
    if folder.hasFailed { return .failed("failed in Ray: see error.txt of \(folder.name)") }
    var measured: [Int: Double] = [:]
    for (place, line) in folder.lines.enumerated() {
      guard let value = line[metric]?.looseNumber else { continue }
      let epoch = line["training_iteration"]?.looseNumber.flatMap { Int(exactly: $0) } ?? place + 1
      measured[epoch] = value
    }
    let measurements = measured.sorted { $0.key < $1.key }.map {
      Measurement(epoch: $0.key, metrics: [metric: $0.value])
    }
    guard let last = measurements.last?.metrics[metric] else {
      return .failed("the files have no \(metric)")
    }
    return last.isFinite ? .completed(measurements) : .diverged(measurements)
  }

  /// `optimizer.lr` of a parameter within another.
  private static func leaves(
    _ document: Document, under path: String
  ) -> [(name: String, value: Document)] {
    document.entries.flatMap { entry -> [(name: String, value: Document)] in
      let name = path.isEmpty ? entry.key : "\(path).\(entry.key)"
      if case .map = entry.value.content { return leaves(entry.value, under: name) }
      return [(name.parameterName, entry.value)]
    }
  }
}
