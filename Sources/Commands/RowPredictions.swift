import Datasets
import Processes
import Sweeps
import Trials

/// A program's predictions of single validation rows, in the file that `SWEEP_PREDICTIONS` names.
///
///     row,prediction          or        row,correct
///     17,versicolor                     17,1
///     23,virginica                      23,0
///
/// A table with a header line, a row of the validation part a line, in any order and each once; other
/// columns are overlooked. It is of the epoch that the spec's `metric.at` picks. Claims are about other
/// rows, too, once all trials have one; what cannot be used is never guessed at.
struct RowPredictions {
  /// The reason why a file is not used, as a sentence without its capital and stop.
  struct Refusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
  }

  /// The file's name in the directory of an attempt.
  static let file = "sweep-predictions.csv"

  /// Bytes; no file of the most rows that are kept is as long.
  private static let limit = 256 << 20

  private let numbers: [Int]
  private let texts: [String]
  /// Whether texts say whether a prediction is right, and not what it is.
  private let areVerdicts: Bool

  /// Reads the file of a folder; nil where there is none.
  init?(in folder: String) throws(Refusal) {
    let path = "\(folder)/\(RowPredictions.file)"
    guard ProgramPlace.exists(path) else { return nil }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try RegularFile(path).bytes(from: 0, upTo: RowPredictions.limit + 1)
    } catch {
      throw Refusal("it cannot be read as a file (\(error.message))")
    }
    guard bytes.count <= RowPredictions.limit else {
      throw Refusal("it is larger than 256 MiB; write the columns row and correct alone")
    }
    var areVerdicts = false
    let table: CSVColumns
    do throws(DatasetError) {
      table = try CSVColumns(bytes, path: RowPredictions.file) { (header) throws(DatasetError) in
        areVerdicts = header.contains("correct")
        guard header.contains("row"), areVerdicts || header.contains("prediction") else {
          throw DatasetError.malformed(
            path: RowPredictions.file, line: 1,
            problem: "the header must have 'row', and 'correct' or 'prediction', not '"
              + header.joined(separator: ",").prefix(60) + "'")
        }
        return ["row", areVerdicts ? "correct" : "prediction"]
      }
    } catch {
      throw Refusal("\(error)")
    }
    var numbers: [Int] = []
    for (place, text) in table.columns[0].enumerated() {
      let digits = TrueLabels.trimmed(text)
      guard digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(digits) else {
        throw Refusal(
          "record \(place + 1) is of row '\(text.prefix(20))', which is no number of a row, from 0")
      }
      numbers.append(number)
    }
    self.numbers = numbers
    self.areVerdicts = areVerdicts
    texts = table.columns[1].map(TrueLabels.trimmed)
  }

  /// The rows on which the program is right, in their order.
  ///
  /// - Parameters:
  ///   - rows: the validation rows; empty where the program has data of its own, and so any rows.
  ///   - measurement: the program's measurement at the epoch that stands for the trial.
  ///   - labels: the true labels, asked for where predictions are to be held against them.
  /// - Throws: where rows are missing, strange or twice there, or agree with nothing that was measured.
  func correctRows(
    among rows: [Int], of measurement: Measurement, labels: () -> TrueLabels?
  ) throws(Refusal) -> CorrectRows {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    for (place, next) in zip(order, order.dropFirst()) where numbers[place] == numbers[next] {
      throw Refusal("row \(numbers[place]) comes twice")
    }
    let sorted = order.map { numbers[$0] }
    if !rows.isEmpty, sorted != rows {
      let known = Set(rows)
      if let stranger = sorted.first(where: { !known.contains($0) }) {
        throw Refusal(
          "row \(stranger) is none of the validation rows, which SWEEP_VALID_INDEX lists")
      }
      throw Refusal("it has \(sorted.count) of \(rows.count) validation rows; write all of them")
    }
    guard (2...CorrectRows.most).contains(sorted.count) else {
      throw Refusal(
        sorted.count < 2
          ? "a single row tells nothing of others"
          : "rows are not kept of more than \(CorrectRows.most), and it has \(sorted.count)")
    }
    let isRight = try verdicts(labels)
    var bits = [UInt8](repeating: 0, count: (sorted.count + 7) / 8)
    for (place, index) in order.enumerated() where isRight[index] {
      bits[place / 8] |= 1 << UInt8(place % 8)
    }
    let found = CorrectRows(
      epoch: measurement.epoch, count: sorted.count, part: CorrectRows.part(sorted), bits: bits)
    guard let found,
      measurement.metrics.values.contains(where: {
        RowScale.fits($0, share: found.share)
      })
    else {
      let right = isRight.count { $0 }
      throw Refusal(
        "it is right on \(right) of \(sorted.count) rows, which no metric of epoch"
          + " \(measurement.epoch) agrees with; write it of the network that this epoch measures")
    }
    return found
  }

  /// The verdicts of the rows, in the order of the records.
  private func verdicts(_ labels: () -> TrueLabels?) throws(Refusal) -> [Bool] {
    if areVerdicts {
      var verdicts: [Bool] = []
      for (place, text) in texts.enumerated() {
        switch text.lowercased() {
        case "1", "true": verdicts.append(true)
        case "0", "false": verdicts.append(false)
        default:
          throw Refusal(
            "'\(text.prefix(20))' in record \(place + 1) must be 1 or 0, for right and wrong")
        }
      }
      return verdicts
    }
    guard let labels = labels() else {
      throw Refusal(
        "the true labels of its rows are not known here; write a column 'correct', 1 or 0, in place"
          + " of 'prediction'")
    }
    return zip(texts, numbers).map { labels.isRight($0, row: $1) }
  }
}
