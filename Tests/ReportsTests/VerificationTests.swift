import Documents
import Hashing
import Testing
import Trials

@testable import Reports

/// The report on trials that were trained once more.
struct VerificationTests {
  private func training(
    _ value: Double?, bits: UInt8 = 1, host: String = "ada", kernel: String = "x86-64-v3"
  ) -> VerificationReport.Training {
    .init(host: host, kernel: kernel, digest: Digest(of: [bits]), value: value)
  }

  private func report(
    _ pairs: [(VerificationReport.Training, VerificationReport.Again)], isOfProgram: Bool = false
  ) -> VerificationReport {
    VerificationReport(
      sweep: "small", parameters: ["l2"], metric: "val_accuracy", isOfProgram: isOfProgram,
      rows: pairs.enumerated().map { index, pair in
        VerificationReport.Row(
          id: TrialID(digest: Digest(of: [UInt8(index)])), labels: ["0.00\(index + 1)"],
          replicate: index, fold: 0, recorded: pair.0, again: pair.1)
      })
  }

  /// The last column of each trial's line.
  private func last(_ report: VerificationReport) -> [String] {
    let lines = report.text.split(separator: "\n", omittingEmptySubsequences: false)
    let column = lines[0].count - "again".count
    return lines.dropFirst().prefix { !$0.isEmpty }.map { String($0.dropFirst(column)) }
  }

  @Test func `the same bits are no fault, on whichever host`() {
    let report = report([
      (training(0.98123456), .trained(training(0.98123456, host: "bo"))),
      (training(nil), .trained(training(nil))),
    ])
    #expect(last(report) == ["the same bits", "the same bits"])
    #expect(report.text.contains("  0.9812 on ada, x86-64-v3  ") && report.text.contains("  - on "))
    #expect(
      report.text.hasSuffix(
        "\n\n2 of 2 trials came to the same bits: every measurement of every epoch\n"))
    #expect(!report.hasFaults && !report.tellsNothing)
  }

  @Test
  func `other bits on the same kernels are a fault, and who is to blame depends on who trains`() {
    let pairs = [
      (training(0.5), VerificationReport.Again.trained(training(0.5, bits: 2, host: "bo"))),
      (training(0.6), .trained(training(0.6))),
    ]
    #expect(last(report(pairs)) == ["0.5: other bits, on bo", "the same bits"])
    #expect(report(pairs).hasFaults)
    #expect(report(pairs).text.contains("a fault of a machine"))
    #expect(report(pairs, isOfProgram: true).text.contains("a program makes its numbers itself"))
  }

  @Test func `other kernels are no fault, and where all are others, nothing is known`() {
    let other = VerificationReport.Again.trained(training(0.51, bits: 2, kernel: "x86-64-v4"))
    #expect(last(report([(training(0.5), other)])) == ["0.51: other kernels, x86-64-v4"])
    #expect(!report([(training(0.5), other)]).hasFaults)
    #expect(report([(training(0.5), other)]).tellsNothing)
    #expect(!report([(training(0.5), other), (training(0.5), .open)]).tellsNothing)
    let same = VerificationReport.Again.trained(training(0.5, kernel: "x86-64-v4"))
    #expect(last(report([(training(0.5), same)])) == ["the same bits"])
  }

  @Test func `a trial that fails when trained again is a fault, and so is one that had no turn`() {
    let failure = Failure(cause: .exited, message: "the program ended with exit code 3")
    let report = report([(training(0.5), .failed(failure)), (training(0.5), .open)])
    #expect(
      last(report) == ["exit code: the program ended with exit code 3", "not trained"])
    #expect(report.hasFaults)
    #expect(self.report([(training(0.5), .open)]).hasFaults)
    #expect(report.text.contains("1 trial failed when trained again\n1 trial had no turn"))
    #expect(
      report.json.line.contains("\"finding\":\"failed\"")
        || report.json.line.contains("\"finding\": \"failed\""))
  }
}
