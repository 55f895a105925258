import Hashing
import Processes
import Testing
import Trials

@testable import Commands

/// The output of a program so far, as it is shown.
struct PrintedOutputTests {
  private let attempt = Attempt(trial: TrialID(digest: Digest(of: [1])), number: 2)

  /// The output of an attempt that has printed some lines.
  private func output(printing lines: [String]) throws -> PrintedOutput? {
    let folder = try TemporaryFolder()
    let attempts = try AttemptFolders(attempt.trial, attempt: attempt.number, in: folder.path)
    let tail = OutputTail("\(attempts.own.path)/\(MetricSources.outputFile)")
    for line in lines { tail.append(Array("\(line)\n".utf8), from: .output) }
    tail.save()
    return PrintedOutput(of: attempt, in: folder.path)
  }

  @Test func `a program that has printed nothing has none`() throws {
    #expect(try output(printing: []) == nil)
  }

  /// To make a file took longer than many a program that has a result.
  @Test func `lines are in the file once they are saved`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/output.log"
    let tail = OutputTail(path)
    tail.append(Array("a\nb".utf8), from: .output)
    #expect(!Folder.exists(at: path))
    tail.save()
    #expect(try WholeFile.bytes(at: path) == Array("a\n".utf8))
    tail.finish()
    tail.save()
    #expect(try WholeFile.bytes(at: path) == Array("a\nb".utf8))
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 2 * OutputTail.limit)
    tail.append(long, from: .output)
    #expect(try WholeFile.bytes(at: path) == Array("a\nb".utf8) + long)
  }

  @Test func `little is shown whole`() throws {
    let output = try #require(try output(printing: ["größer", "als"]))
    #expect(output.text == "größer\nals\n" && output.size == 13)
  }

  @Test func `of much the end is shown, whatever character is cut`() throws {
    for length in 0..<4 {
      let lines =
        [String(repeating: "x", count: length)]
        + Array(repeating: String(repeating: "ü", count: 39), count: 1000)
      let output = try #require(try output(printing: lines))
      #expect(output.size == length + 1 + 79_000)
      #expect(!output.text.contains("\u{fffd}"))
      #expect((PrintedOutput.limit - 1...PrintedOutput.limit).contains(output.text.utf8.count))
      #expect(output.text.hasSuffix("\(lines[1])\n"))
    }
  }

  @Test func `what came since is told from what was there`() {
    let all = PrintedOutput(size: 6, last: Array("a\nb\nc\n".utf8))
    #expect(all.text(after: 0) == "a\nb\nc\n")
    #expect(all.text(after: 4) == "c\n")
    #expect(all.text(after: 6) == "" && all.text(after: 9) == "")
    let end = PrintedOutput(size: 100, last: Array("y\nz\n".utf8))
    #expect(end.text(after: 98) == "z\n" && end.text(after: 50) == "y\nz\n")
  }

  @Test func `what a worker says is bounded`() {
    let longest = String(repeating: "\u{fffd}", count: PrintedOutput.limit)
    #expect(PrintedOutput(size: 1, text: longest) != nil)
    #expect(PrintedOutput(size: 1, text: longest + "x") == nil)
    #expect(PrintedOutput(size: -1, text: "") == nil)
    let noise = [UInt8](repeating: 0xff, count: 1 << 15)
    #expect(PrintedOutput(size: 1 << 20, last: noise).text == longest)
  }
}
