import Foundation
import Testing

@testable import Search

@Suite struct `The virtual clock` {
  @Test func `says what a proposal may know`() {
    var clock = VirtualClock(workers: 2, trialsPerJob: 1, slack: Slack(3, 2))
    #expect(clock.next() == .idleWorker)
    clock.start(0, cost: 10)
    #expect(clock.next() == .idleWorker)
    clock.start(1, cost: 30)
    // At 10 a worker is idle again; what it trained is known at 15.
    #expect(clock.next() == .idleWorker)
    clock.start(2, cost: 10)
    #expect(clock.next() == .known(0))
    #expect(clock.next() == .idleWorker)
  }

  @Test func `is asked again without harm`() {
    var clock = VirtualClock(workers: 1, trialsPerJob: 3, slack: .unpredicted)
    clock.start(0, cost: 4)
    #expect(clock.next() == .idleWorker)
    #expect(clock.next() == .idleWorker)
  }

  @Test func `agrees with the small machine of the rules, proposal for proposal`() throws {
    let lines = try reference("clock.txt").split(separator: "\n")
    #expect(lines.count == 8)
    for line in lines {
      let fields = line.split(separator: " ")
      let slack = fields[2].split(separator: "/").compactMap { Int($0) }
      var clock = VirtualClock(
        workers: try #require(Int(fields[0])), trialsPerJob: try #require(Int(fields[1])),
        slack: Slack(slack[0], slack[1]))
      for (index, proposal) in fields.dropFirst(4).enumerated() {
        let parts = proposal.split(separator: ":", omittingEmptySubsequences: false)
        var known: [Int] = []
        while case .known(let job) = clock.next() { known.append(job) }
        #expect(
          known == parts[1].split(separator: ",").compactMap { Int($0) }, "\(index) of \(line)")
        clock.start(index, cost: try #require(Int(parts[0])))
      }
    }
  }
}

/// A file beside the tests.
func reference(_ name: String, file: String = #filePath) throws -> String {
  let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
  return try String(contentsOf: folder.appending(path: "References/\(name)"), encoding: .utf8)
}
