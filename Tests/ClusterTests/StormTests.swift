import Cluster
import Glibc
import Hashing
import Sweeps
import Testing
import Trials

/// Sweeps in bad weather end as they do in good.
///
/// `SWEEP_STORM_SEEDS=10000` lets more storms pass, `SWEEP_STORM_SEED=7` the seventh alone.
struct StormTests {
  /// Storms are dealt to a few tests, that run side by side.
  static let shares = 4

  static let seeds: [UInt64] = {
    if let seed = number("SWEEP_STORM_SEED") { return [seed] }
    return Array(1...max(1, number("SWEEP_STORM_SEEDS") ?? 200))
  }()

  @Test(arguments: 0..<shares)
  func `a storm leaves the same results as calm weather, and breaks no rule on the way`(
    share: Int
  ) {
    let clock = ContinuousClock()
    let start = clock.now
    var simulated = Duration.zero
    var messages = 0
    for seed in StormTests.seeds where seed % UInt64(StormTests.shares) == UInt64(share) {
      var storm = Storm(seed: seed)
      do {
        var calm = Storm(seed: seed, isCalm: true)
        let expected = try calm.pass().digest(of: calm.plan)
        let disk = try storm.pass()
        #expect(disk.digest(of: storm.plan) == expected, "\(StormTests.replay(seed))")
      } catch {
        Issue.record("\(error), at \(storm.now); \(StormTests.replay(seed))")
      }
      simulated += storm.now
      messages += storm.messages
    }
    if getenv("SWEEP_STORM_SEEDS") != nil {
      let elapsed = clock.now - start
      let speed = Int(simulated / elapsed)
      print(
        "share \(share): \(simulated) in \(elapsed), \(speed) times real time, \(messages) messages"
      )
    }
  }

  /// `SWEEP_STORM_SEEDS=1000` has as many storms looked at.
  @Test(arguments: 0..<shares)
  func `what is shown is what the record says, on the way and after every storm`(
    share: Int
  ) throws {
    let named = ["SWEEP_STORM_SEEDS", "SWEEP_STORM_SEED"].compactMap(StormTests.number)
    let few = named.isEmpty ? 16 : UInt64.max
    for seed in StormTests.seeds
    where seed <= few && seed % UInt64(StormTests.shares) == UInt64(share) {
      var storm = Storm(seed: seed)
      let record = try StormRecord(storm.asked.plan)
      storm.record = record
      _ = try storm.pass()
      #expect(record.fault == nil, "\(StormTests.replay(seed))")
      #expect(record.looks > 0)
    }
  }

  @Test func `the same seed is the same storm`() throws {
    var storms = [Storm(seed: 3), Storm(seed: 3)]
    let digests = try storms.indices.map { try storms[$0].pass().digest(of: storms[$0].plan) }
    #expect(digests[0] == digests[1])
    #expect(storms[0].now == storms[1].now)
    #expect(storms[0].messages == storms[1].messages)
  }

  @Test func `storms are as bad as they should be`() throws {
    var sights: Set<Storm.Sight> = []
    for seed in 1...200 where sights.count < Storm.Sight.allCases.count {
      var storm = Storm(seed: UInt64(seed))
      _ = try storm.pass()
      sights.formUnion(storm.sights)
    }
    #expect(Storm.Sight.allCases.filter { !sights.contains($0) } == [])
  }

  static func replay(_ seed: UInt64) -> String {
    "replay: SWEEP_STORM_SEED=\(seed) swift test --disable-xctest --filter StormTests"
  }

  private static func number(_ name: String) -> UInt64? {
    getenv(name).flatMap { UInt64(String(cString: $0)) }
  }
}
