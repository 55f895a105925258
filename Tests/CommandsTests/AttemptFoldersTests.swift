import Hashing
import Processes
import Synchronization
import Testing
import Trials

@testable import Commands

/// Workers of one user that have the same trial at the same time, as two sweeps of one queue have.
struct AttemptFoldersTests {
  private let attempts: Folder
  private let place: TemporaryFolder
  private let trial = TrialID(digest: Digest(of: [1]))

  init() throws {
    place = try TemporaryFolder()
    attempts = try Folder("\(place.path)/attempts")
  }

  @Test func `two that get one trial again and again wait for each other, and neither fails`()
    async throws
  {
    let holders = Holders()
    let (path, trial) = (attempts.path, trial)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for seed in 1...3 {
        group.addTask {
          let emptied = EmptiedFolders(in: path)
          for round in 0..<150 {
            let folders = try AttemptFolders(
              trial, attempt: 1 + round % seed, in: path, from: emptied, timeout: .seconds(60))
            let name = Path.parent(of: folders.own.path)
            #expect(holders.enter(name), "another has \(name) at the same time")
            try folders.own.put([UInt8(seed)], to: "params.json")
            // Every third leaves something, so that the directories go and are made anew.
            if round % 3 == 0 { try folders.checkpoint.put([UInt8(seed)], to: "state") }
            #expect(try folders.own.bytes(of: "params.json") == [UInt8(seed)])
            holders.leave(name)
            folders.removeAll(keepingFor: emptied, links: [:])
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try attempts.names().isEmpty)
  }

  /// The directories that somebody has at this moment.
  private final class Holders: Sendable {
    private let held = Mutex<Set<String>>([])

    func enter(_ name: String) -> Bool { held.withLock { $0.insert(name).inserted } }
    func leave(_ name: String) { held.withLock { _ = $0.remove(name) } }
  }

  @Test func `one that another does not leave in time has directories of its own`() throws {
    let first = try AttemptFolders(trial, attempt: 1, in: attempts.path)
    try first.own.put([1], to: "params.json")
    let second = try AttemptFolders(trial, attempt: 1, in: attempts.path, timeout: .zero)
    let third = try AttemptFolders(trial, attempt: 1, in: attempts.path, timeout: .zero)
    #expect(Set([first, second, third].map(\.own.path)).count == 3)
    #expect(try first.own.bytes(of: "params.json") == [1])
    #expect(try second.own.names().isEmpty)
  }

  @Test func `a folder for them that cannot be is an error at once`() throws {
    try Folder.link(to: "\(place.path)/nowhere", at: "\(place.path)/dangling")
    #expect(throws: SystemError.self) {
      try AttemptFolders(trial, attempt: 1, in: "\(place.path)/dangling")
    }
  }
}
