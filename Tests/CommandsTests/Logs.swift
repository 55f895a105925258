import Documents
import Foundation
import Hashing
import Processes
import SQLite
import Sweeps
import Trials

@testable import Commands

/// The directory of an attempt whose program has written logs.
final class Logs {
  let folder: TemporaryFolder
  private(set) var sources: MetricSources
  private let metric: Metric

  /// - Parameters:
  ///   - metric: the metric that the sweep is judged by.
  ///   - metrics: the spec's block `metrics`, as JSON.
  init(
    judgedBy metric: String, at moment: Metric.Moment = .last, metrics: String? = nil,
    after earlier: Set<Arbiter.Origin> = []
  ) throws {
    folder = try TemporaryFolder()
    self.metric = Metric(name: metric, goal: .maximize, moment: moment)
    let block = metrics.map { #", "metrics": \#($0)"# } ?? ""
    guard let recipe = Document(json: #"{"command": ["train"]\#(block)}"#) else {
      throw CocoaError(.coderReadCorrupt)
    }
    sources = MetricSources(
      folder.path, try ProgramRecipe(recipe), judgedBy: self.metric, after: earlier)
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(filePath: "\(folder.path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func append(_ text: String, to name: String) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: "\(folder.path)/\(name)"))
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
  }

  /// A file of another kind than a log should be.
  func makeFIFO(_ name: String) { mkfifo("\(folder.path)/\(name)", 0o600) }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/\(name)", withDestinationPath: target)
  }

  /// One event file of TensorBoard's: a tag and its values by step, a second apart.
  func writeEvents(
    _ tag: String, _ values: [(step: UInt64, value: Float)], to name: String, from time: Double = 0,
    purging step: UInt64? = nil, hparams: Bool = false
  ) throws {
    var bytes: [UInt8] = []
    if let step {
      bytes += Logs.frame(Field.varint(2, step) + Field.bytes(7, Field.varint(1, 1)))
    }
    if hparams {
      let value = Field.bytes(1, Field.text(1, "_hparams_/session_start_info"))
      bytes += Logs.frame(Field.bytes(5, value))
    }
    for (index, (step, value)) in values.enumerated() {
      let now = [UInt8(1 << 3 | 1)] + Field.little((time + Double(index)).bitPattern)
      let scalar = Field.text(1, tag) + Field.float(2, value)
      let place = step == 0 ? [] : Field.varint(2, step)
      bytes += Logs.frame(now + place + Field.bytes(5, Field.bytes(1, scalar)))
    }
    try write(bytes, to: name)
  }

  static func frame(_ data: [UInt8]) -> [UInt8] {
    let length = Field.little(UInt64(data.count))
    return length + Field.little(maskedCRC32C(length)) + data + Field.little(maskedCRC32C(data))
  }

  /// The decision on all sources, after the program's end.
  func decide() -> Arbiter.Decision {
    sources.finish()
    return sources.decide()
  }

  /// The value of the metric; nil where it is not known, or several claim it.
  func value() -> Double? {
    let decision = decide()
    return decision.conflict == nil ? metric.value(of: decision.measurements) : nil
  }
}

extension Arbiter.Decision {
  /// The values of a metric by the numbers of its measurements.
  func curve(_ metric: String) -> [Int: Double] {
    Dictionary(
      uniqueKeysWithValues: measurements.compactMap { measurement in
        measurement.metrics[metric].map { (measurement.epoch, $0) }
      })
  }

  /// The remarks on a metric, sorted.
  func told(of metric: String) -> [String] {
    remarks.filter { $0.metric == metric }.map(\.text).sorted()
  }
}
