import Documents
import Sweeps
import Trials

/// Reads a file of JSON that is written anew as a whole each time it grows.
struct DocumentReader: LogReader {
  /// The layout of its content.
  enum Layout {
    /// Hugging Face's `trainer_state.json`: rows under `log_history`.
    case trainer
    /// skorch's `history.json`: a list of epochs, each with its batches.
    case skorch
    /// Sacred's `metrics.json`: by name, `steps` and `values` side by side. Others write into a file of
    /// this name plain numbers, which are said of the end, or a row an epoch or step, in a list or a line
    /// each, as Detectron2 does.
    case sacred
    /// DVCLive's `metrics.json`: the latest numbers, some in objects.
    case summary
  }

  private let layout: Layout
  private var bytes: [UInt8] = []
  private var isTooLong = false

  /// A larger file is not read, in bytes: to read one takes many times its size.
  private static let limit = 32 << 20

  init(_ layout: Layout) { self.layout = layout }

  static var isWhole: Bool { true }

  mutating func read(_ more: [UInt8]) -> [Finding] {
    guard !isTooLong else { return [] }
    bytes += more
    if bytes.count > DocumentReader.limit {
      isTooLong = true
      bytes = []
      return []
    }
    // Half of a file ends otherwise.
    let end = bytes.last { $0 != 0x0a && $0 != 0x0d && $0 != 0x20 }
    guard end == UInt8(ascii: "]") || end == UInt8(ascii: "}"),
      let document = Document(json: Array(bytes.withoutByteOrderMark)) ?? lines
    else { return [] }
    bytes = []
    return rows(document).map(Finding.row)
  }

  /// The objects of a file with one a line, as a list; nil where something else is in it.
  private var lines: Document? {
    guard layout == .sacred else { return nil }
    var rows: [Document] = []
    for line in bytes.withoutByteOrderMark.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) {
      guard let row = Document(json: Array(line)), case .map = row.content else { return nil }
      rows.append(row)
    }
    return Document(.list(rows))
  }

  var complaint: String? {
    if isTooLong { return "it is larger than \(DocumentReader.limit >> 20) MiB" }
    return bytes.isEmpty ? nil : "it is no whole JSON"
  }

  private func rows(_ document: Document) -> [MetricRow] {
    switch layout {
    case .trainer:
      guard case .list(let rows)? = document["log_history"]?.content else { return [] }
      return rows.compactMap(MetricText.row)
    case .skorch:
      guard case .list(let epochs) = document.content else { return [] }
      return epochs.compactMap(MetricText.row).filter { $0.epoch != nil }
    case .sacred:
      if case .list(let rows) = document.content {
        return rows.compactMap(MetricText.row).filter { $0.epoch != nil || $0.step != nil }
      }
      guard case .map(let metrics) = document.content else { return [] }
      let plain = metrics.filter { if case .map = $0.value.content { false } else { true } }
      var rows = metrics.flatMap { DocumentReader.sacred($0.key, $0.value) }
      if var row = MetricText.row(Document(.map(plain))), !row.metrics.isEmpty {
        row.isSummary = true
        rows.append(row)
      }
      return rows
    case .summary:
      guard var row = MetricText.row(document) else { return [] }
      row.isSummary = true
      return [row]
    }
  }

  /// The rows of one metric of Sacred's.
  private static func sacred(_ name: String, _ metric: Document) -> [MetricRow] {
    guard case .list(let steps)? = metric["steps"]?.content,
      case .list(let values)? = metric["values"]?.content
    else { return [] }
    return zip(steps, values).compactMap { step, value in
      guard case .integer(let step) = step.content else { return nil }
      var row = MetricText.row(Document(.map([.init(key: name, value: value)])))
      row?.step = Int(step)
      return row
    }
  }
}
