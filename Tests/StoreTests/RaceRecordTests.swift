import Documents
import Hashing
import Records
import Store
import Sweeps
import Testing
import Trials

/// Races on record: verdicts, the configurations that left, and which trials are asked for.
struct RaceRecordTests {
  let place: Workplace
  let file: ResultsFile

  init() throws {
    place = try Workplace()
    file = try ResultsFile(at: place.path())
  }

  /// A race of four values over three replicates.
  private func race(replicates: Int = 3) throws -> Plan {
    let rates = (0..<4).map { Document(.number(Double($0))) }
    let sweep = Sweep(
      name: "race", data: Document(.text("toy")),
      recipe: Document(.map([.init(key: "rate", value: Document(.text("$rate")))])),
      parameters: [
        Parameter(name: "rate", options: rates.map { .init(label: $0.label, value: $0) })
      ],
      evaluation: Evaluation(scheme: .test, replicates: replicates, seed: 1),
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last),
      race: RaceMethod(from: 2))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 8, testCount: 2, classes: nil)
    return try Plan(sweep, data: data, semantics: "engine 1")
  }

  @Test func `lists trials when they are dealt, and keeps verdicts with their figures`() throws {
    let plan = try race()
    let sweep = try file.register(plan, specText: "race", semantics: "engine 1")
    let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
    #expect(try journal.replay().histories.count == 12)
    #expect(try ResultsReader(at: place.path()).progress(of: sweep).trials == 0)
    let comparison = RaceComparison(
      leader: 2, blocks: 2, difference: 0.25, standardError: 0.0625, limit: 3.5, level: 0.025)
    let verdicts = [
      RaceVerdict(block: 1, evidence: Digest(of: [1]), departures: []),
      RaceVerdict(
        block: 2, evidence: Digest(of: [2]),
        departures: [
          Departure(configuration: 0, reason: .diverged),
          Departure(configuration: 3, reason: .behind(comparison)),
        ]),
    ]
    let first = Deal(replicate: 0, fold: 0, configurations: [0, 1, 2, 3])
    let second = Deal(replicate: 1, fold: 0, configurations: [1, 2])
    try journal.append(
      [.dealt(first), .judged(verdicts[0]), .judged(verdicts[1]), .dealt(second), .dealt(first)])
    try journal.append([.kept(configuration: 3)])
    let reader = try ResultsReader(at: place.path())
    #expect(try reader.verdicts(of: sweep) == verdicts)
    #expect(try reader.kept(of: sweep) == [Kept(configuration: 3, after: 2)])
    #expect(try reader.progress(of: sweep).trials == 6)
    #expect(
      try reader.trials(of: sweep, metric: plan.sweep.metric).map(\.configuration) == [
        0, 1, 2, 3, 1, 2,
      ])
    #expect(try reader.examine().isEmpty)
    #expect(try file.verdicts(of: sweep) == verdicts)
  }

  @Test func `a longer form keeps whom the shorter one has brought back, after as many verdicts`()
    throws
  {
    let sweep = try file.register(try race(), specText: "race", semantics: "engine 1")
    let journal = try SQLiteJournal(OpenPlan(try race()), of: sweep, in: file)
    _ = try journal.replay()
    let verdict = RaceVerdict(
      block: 1, evidence: Digest(of: [1]),
      departures: [Departure(configuration: 2, reason: .diverged)])
    try journal.append([
      .dealt(Deal(replicate: 0, fold: 0, configurations: [0, 1, 2, 3])), .judged(verdict),
      .kept(configuration: 2),
    ])
    let longer = try journal.extend(to: try race(replicates: 5), specText: "longer race")
    #expect(longer.kept == [Kept(configuration: 2, after: 1)])
    // It decides again from what is known.
    #expect(longer.verdicts == [] && longer.decisions.map(\.kind) == [.grid])
    #expect(longer.histories.count == 8)
    let latest = try #require(try ResultsReader(at: place.path()).latestSweep())
    #expect(try ResultsReader(at: place.path()).progress(of: latest.id).trials == 0)
    // At rest, too.
    let longest = try file.register(
      try race(replicates: 6), specText: "longest race", semantics: "engine 1")
    #expect(try file.kept(of: longest) == [Kept(configuration: 2, after: 1)])
    #expect(try ResultsReader(at: place.path()).examine().isEmpty)
  }

  @Test func `a block that is not recorded whole is not recorded at all`() throws {
    let plan = try race()
    let sweep = try file.register(plan, specText: "race", semantics: "engine 1")
    let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
    let verdict = RaceVerdict(block: 1, evidence: Digest(of: [1]), departures: [])
    #expect(throws: StoreError.self) {
      try journal.append([
        .dealt(Deal(replicate: 0, fold: 0, configurations: [0, 1])), .judged(verdict),
        .judged(verdict),
      ])
    }
    #expect(try ResultsReader(at: place.path()).progress(of: sweep).trials == 0)
    #expect(try file.verdicts(of: sweep) == [])
  }

  @Test func `a race of another file is taken over whole`() throws {
    let plan = try race()
    let sweep = try file.register(plan, specText: "race", semantics: "engine 1")
    let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
    let verdict = RaceVerdict(
      block: 1, evidence: Digest(of: [1]),
      departures: [Departure(configuration: 0, reason: .diverged)])
    try journal.append([
      .dealt(Deal(replicate: 0, fold: 0, configurations: [0, 1, 2, 3])), .judged(verdict),
      .kept(configuration: 0),
    ])
    let other = try ResultsFile(at: place.path("other.sqlite"))
    _ = try other.merge(place.path())
    let reader = try ResultsReader(at: place.path("other.sqlite"))
    let taken = try #require(try reader.latestSweep())
    #expect(try reader.verdicts(of: taken.id) == [verdict])
    #expect(try reader.kept(of: taken.id) == [Kept(configuration: 0, after: 1)])
    #expect(try reader.progress(of: taken.id).trials == 4)
  }
}
