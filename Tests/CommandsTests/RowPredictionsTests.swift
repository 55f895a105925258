import Foundation
import Hashing
import Testing
import Trials

@testable import Commands

/// The file that SWEEP_PREDICTIONS names.
struct RowPredictionsTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "sweep-predictions-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func read(
    _ text: String, among rows: [Int] = [3, 5, 8, 9], accuracy: Double = 0.75
  ) throws -> CorrectRows? {
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(text.utf8).write(to: folder.appending(path: RowPredictions.file))
    return try RowPredictions(in: folder.path)?.correctRows(
      among: rows, of: Measurement(epoch: 4, metrics: ["val_accuracy": accuracy, "loss": 9])
    ) { nil }
  }

  private func refusal(
    _ text: String, among rows: [Int] = [3, 5, 8, 9], accuracy: Double = 0.75
  ) -> String? {
    do {
      _ = try read(text, among: rows, accuracy: accuracy)
      return nil
    } catch {
      return (error as? RowPredictions.Refusal)?.reason
    }
  }

  @Test func `rows in any order, with columns beside, become bits in the order of the rows`() throws
  {
    let rows = try #require(
      try read("note,correct,row\nx,1,9\n\"a, b\",0,5\n,true, 3\n,True,8\n"))
    #expect(rows.bits == [0b1101])
    #expect(rows.count == 4 && rows.epoch == 4)
    #expect(rows.part == CorrectRows.part([3, 5, 8, 9]))
  }

  @Test func `a program with data of its own names any rows`() throws {
    let rows = try #require(try read("row,correct\n700,0\n3,1\n", among: [], accuracy: 0.5))
    #expect(rows.bits == [1])
    #expect(rows.part == CorrectRows.part([3, 700]))
  }

  /// Accuracy, error rate, both in per cent, and three digits of a longer number.
  @Test(arguments: [0.75, 0.25, 75, 25, 0.7504]) func `the share agrees with a metric`(
    value: Double
  ) throws {
    #expect(
      try read("row,correct\n3,1\n5,1\n8,0\n9,1\n", accuracy: value)?.share == 0.75)
  }

  @Test func `without a file there is nothing`() throws {
    #expect(try RowPredictions(in: folder.path) == nil)
  }

  @Test(arguments: [
    ("", "is empty"),
    ("row,correct\n", "a header line only"),
    ("index,correct\n3,1\n", "the header must have 'row', and 'correct' or 'prediction'"),
    ("row\n3\n", "the header must have 'row', and 'correct' or 'prediction'"),
    ("row,correct\n3,1\n5,1\n8,0\n", "it has 3 of 4 validation rows"),
    ("row,correct\n3,1\n5,1\n8,0\n9,1\n9,0\n", "row 9 comes twice"),
    ("row,correct\n3,1\n5,1\n8,0\n10,1\n", "row 10 is none of the validation rows"),
    ("row,correct\n3.0,1\n5,1\n8,0\n9,1\n", "record 1 is of row '3.0'"),
    ("row,correct\n-3,1\n5,1\n8,0\n9,1\n", "record 1 is of row '-3'"),
    ("row,correct\n99999999999999999999,1\n", "which is no number of a row"),
    ("row,correct\n3,yes\n5,1\n8,0\n9,1\n", "'yes' in record 1 must be 1 or 0"),
    ("row,correct\n3,1,1\n5,1\n", "3 fields, expected 2"),
    ("row,correct\n3,\"1\n", "quote"),
    ("row,correct\n3,1\n5,1\n8,1\n9,1\n", "right on 4 of 4 rows, which no metric of epoch 4"),
    ("row,prediction\n3,a\n5,b\n8,c\n9,d\n", "the true labels of its rows are not known here"),
    ("\u{0}\u{1}\u{2}", "a zero byte, which no text has"),
  ]) func `what cannot be used is refused in a sentence`(text: String, reason: String) {
    let said = refusal(text)
    #expect(said?.contains(reason) == true, "\(said ?? "nothing was refused")")
  }

  @Test func `a single row tells nothing, and a link is no file`() throws {
    #expect(refusal("row,correct\n3,1\n", among: [], accuracy: 1)?.contains("a single row") == true)
    let place = FileManager.default.temporaryDirectory.appending(
      path: "sweep-predictions-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.createSymbolicLink(
      atPath: place.appending(path: RowPredictions.file).path, withDestinationPath: "/etc/passwd")
    #expect(throws: RowPredictions.Refusal.self) { try RowPredictions(in: place.path) }
  }
}
