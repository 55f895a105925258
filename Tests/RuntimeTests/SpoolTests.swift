import Cluster
import Foundation
import Hashing
import Sweeps
import Testing
import Trials

@testable import Runtime

/// Results that wait on a worker's disk.
struct SpoolTests {
  let path = NSTemporaryDirectory() + "spool-tests-\(UUID().uuidString)"
  let attempt = Attempt(trial: TrialID(digest: Digest(of: [1])), number: 3)

  private func result(seconds: Double) -> AttemptResult {
    .outcome(EncodedOutcome(Outcome(status: .diverged, measurements: [])), seconds: seconds)
  }

  private func isThere(_ name: String = "") -> Bool {
    FileManager.default.fileExists(atPath: path + name)
  }

  @Test func `a worker finds what the one before has left`() throws {
    do {
      let spool = try Spool(path)
      try spool.keep(result(seconds: 60), of: attempt)
    }
    let spool = try Spool(path)
    #expect(try spool.results() == [attempt: result(seconds: 60)])
    spool.forget(attempt)
    #expect(try spool.results() == [:])
  }

  @Test func `nothing is left when there is nothing to keep`() throws {
    do {
      let spool = try Spool(path)
      #expect(!isThere())
      try spool.keep(result(seconds: 60), of: attempt)
      #expect(isThere())
      spool.forget(attempt)
    }
    #expect(!isThere())
  }

  @Test func `short trainings and failures are not kept`() throws {
    let spool = try Spool(path)
    try spool.keep(result(seconds: 0.9), of: attempt)
    try spool.keep(.failure(Failure(cause: .crashed, message: "no")), of: attempt)
    #expect(!isThere())
  }

  @Test func `two workers keep out of each other's way`() throws {
    let ada = try Spool(path)
    try ada.keep(result(seconds: 60), of: attempt)
    let bob = try Spool(path)
    #expect(try bob.results() == [:])
    let other = Attempt(trial: attempt.trial, number: 4)
    try bob.keep(result(seconds: 60), of: other)
    #expect(try ada.results().keys.map(\.number) == [3])
    withExtendedLifetime((ada, bob)) {}
  }

  @Test func `a worker takes in what several have left`() throws {
    do {
      let workers = [try Spool(path), try Spool(path)]
      for (number, worker) in workers.enumerated() {
        try worker.keep(
          result(seconds: 60), of: Attempt(trial: attempt.trial, number: number + 1))
        // The first has a place by now, and the second takes another.
      }
    }
    #expect(try Spool(path).results().keys.map(\.number).sorted() == [1, 2])
  }

  @Test func `what is damaged is forgotten`() throws {
    do { try Spool(path).keep(result(seconds: 60), of: attempt) }
    let file = "\(path)/1/\(attempt.trial)-3.result"
    var bytes = try Data(contentsOf: URL(filePath: file))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: file))
    #expect(try Spool(path).results() == [:])
    #expect(!isThere("/1"))
  }
}
