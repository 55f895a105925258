import CBOR
import Hashing
import SQLite
import Trials

extension ResultsReader {
  /// The trials whose result is not the one of its digest, in the order of the file.
  ///
  /// It encodes the measurements as they are read, and makes no outcome of them: of these there may be tens of
  /// millions.
  func changedResults() throws(StoreError) -> [TrialID] {
    var encoder = ResultEncoder(try metricRows())
    var changed: [TrialID] = []
    try connection.each(
      """
      SELECT r.trial, r.attempt, r.status, r.digest, t.hash,
        EXISTS (SELECT 1 FROM attachments a WHERE a.trial = r.trial)
      FROM results r CROSS JOIN trials t ON t.id = r.trial ORDER BY r.trial
      """
    ) { (row) throws(StoreError) in
      let trial = TrialID(digest: try connection.digest(row, 4))
      let digest: Digest?
      if row.int(5) == 1 {
        digest = try outcome(of: trial)?.digest
      } else {
        guard let status = Outcome.Status(rawValue: row.text(2)) else {
          throw connection.damaged("a result is '\(row.text(2))'")
        }
        try connection.each(
          """
          SELECT metric, epoch, value FROM measurements WHERE trial = ? AND attempt = ?
          ORDER BY metric, epoch
          """, [.integer(Int64(row.int(0))), .integer(Int64(row.int(1)))]
        ) { encoder.add(metric: $0.int(0), epoch: $0.int(1), value: $0.double(2)) }
        digest = encoder.digest(status)
      }
      if digest != row.withBytes(of: 3, { Digest($0) }) { changed.append(trial) }
    }
    return changed
  }

  private func metricRows() throws(StoreError) -> [(row: Int, name: String)] {
    try connection.all("SELECT id, name FROM metrics") { ($0.int(0), $0.text(1)) }
  }
}

/// Hashes results without attachments, measurement by measurement: the same as `Outcome.digest`.
private struct ResultEncoder {
  /// For every metric the place of its key in a map, and the key.
  private var keys: [Int: (place: Int, bytes: [UInt8])] = [:]
  private var points: [(epoch: Int, place: Int, metric: Int, value: Double)] = []
  private var bytes: [UInt8] = []

  init(_ metrics: [(row: Int, name: String)]) {
    let encoded = metrics.map { (row: $0.row, key: Item.text($0.name).encoded()) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    for (place, metric) in encoded.enumerated() { keys[metric.row] = (place, metric.key) }
  }

  /// Takes in a measurement of the result that is next, in any order.
  mutating func add(metric: Int, epoch: Int, value: Double) {
    // A measurement whose metric has no name is none of the outcome's; another rule of the file is broken.
    guard let place = keys[metric]?.place else { return }
    points.append((epoch, place, metric, value))
  }

  /// The digest of a result with all measurements since the last call.
  mutating func digest(_ status: Outcome.Status) -> Digest {
    // The file has one metric after the other.
    if points.first?.metric != points.last?.metric {
      points.sort { ($0.epoch, $0.place) < ($1.epoch, $1.place) }
    }
    bytes.removeAll(keepingCapacity: true)
    Item.encode(arrayOf: 3, into: &bytes)
    Item.encode(status.rawValue, into: &bytes)
    var epochs = 0
    for (index, point) in points.enumerated()
    where index == 0 || points[index - 1].epoch != point.epoch {
      epochs += 1
    }
    Item.encode(arrayOf: epochs, into: &bytes)
    var begin = 0
    while begin < points.count {
      let epoch = points[begin].epoch
      let end = points[begin...].firstIndex { $0.epoch != epoch } ?? points.count
      Item.encode(arrayOf: 2, into: &bytes)
      Item.encode(Int64(epoch), into: &bytes)
      Item.encode(mapOf: end - begin, into: &bytes)
      for point in points[begin..<end] {
        bytes += keys[point.metric]?.bytes ?? []
        // As outcomes do, it has no -0.0.
        Item.encode(point.value == 0 ? 0 : point.value, into: &bytes)
      }
      begin = end
    }
    Item.encode(mapOf: 0, into: &bytes)
    points.removeAll(keepingCapacity: true)
    return Digest(of: bytes)
  }
}
