import Hashing
import Records
import SQLite
import Store
import Sweeps
import Testing
import Trials
import Views

/// Notes and tags, written at rest and by a coordinator.
struct AnnotationTests {
  let workplace: Workplace
  let plan: Plan

  init() throws {
    workplace = try Workplace()
    plan = try StoreTests.plan()
  }

  private func annotations() throws -> Annotations {
    let reader = try ResultsReader(at: workplace.path())
    return try reader.annotations(of: #require(try reader.latestSweep()))
  }

  private func identity(_ sweep: SweepID) throws -> Digest {
    try ResultsReader(at: workplace.path()).identity(of: sweep)
  }

  @Test func `notes and tags are of the sweep or of a configuration`() throws {
    let file = try ResultsFile(at: workplace.path())
    let sweep = try identity(file.begin(plan))
    try file.annotate(Annotation(.note("all of it"), on: sweep))
    try file.annotate(Annotation(.note("this one"), on: sweep, configuration: 2))
    try file.annotate(Annotation(.tags(added: ["b", "a"], removed: []), on: sweep))
    try file.annotate(Annotation(.tags(added: ["a"], removed: ["c"]), on: sweep, configuration: 2))
    // Said twice, it is so once.
    try file.annotate(Annotation(.tags(added: ["a"], removed: []), on: sweep))
    let found = try annotations()
    #expect(found.notes.map(\.text) == ["all of it", "this one"])
    #expect(found.notes(on: nil).map(\.text) == ["all of it"])
    #expect(found.notes(on: 2).map(\.text) == ["this one"])
    #expect(found.tags == [nil: ["a", "b"], 2: ["a"]])
    try file.annotate(Annotation(.tags(added: ["d"], removed: ["a"]), on: sweep))
    #expect(try annotations().tags == [nil: ["b", "d"], 2: ["a"]])
  }

  @Test func `a coordinator writes them into its journal`() throws {
    let file = try ResultsFile(at: workplace.path())
    let sweep = try file.begin(plan)
    let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
    _ = try journal.beginTerm()
    _ = try journal.replay()
    try journal.append([
      .annotated(Annotation(.note("while it runs"), on: try identity(sweep), configuration: 1)),
      .annotated(Annotation(.tags(added: ["live"], removed: []), on: try identity(sweep))),
      // Nothing is written of a sweep that is not here.
      .annotated(Annotation(.note("lost"), on: Digest(of: [1]))),
      .annotated(Annotation(.note("lost"), on: try identity(sweep), configuration: 99)),
    ])
    let found = try annotations()
    #expect(found.notes.map(\.text) == ["while it runs"])
    #expect(found.tags == [nil: ["live"]])
  }

  @Test func `another form of the sweep has those of the configurations that it shares`() throws {
    let file = try ResultsFile(at: workplace.path())
    let first = try identity(file.begin(plan))
    try file.annotate(Annotation(.note("small"), on: first, configuration: 0))
    try file.annotate(Annotation(.tags(added: ["t"], removed: []), on: first, configuration: 3))
    // l2 = 0.001 comes first now, and l2 = 0 is no more.
    let longer = try StoreTests.plan(l2: [0.001, 0.5])
    let second = try identity(file.begin(longer, specText: "another"))
    let found = try annotations()
    #expect(found.notes == [])
    #expect(found.tags == [1: ["t"]])
    // A tag is taken off in whichever form it was put on.
    try file.annotate(Annotation(.tags(added: [], removed: ["t"]), on: second, configuration: 1))
    #expect(try annotations().tags == [:])
    let rows = try Database(at: workplace.path(), mode: .readOnly)
      .prepare("SELECT configuration IS NULL, parameters, kind, text FROM annotations")
      .map { "\($0.int(0)) \($0.text(1)) \($0.text(2)) \($0.text(3))" }
    #expect(rows == ["1 l2=0, layers=small note small"])
  }

  @Test func `merging brings them along`() throws {
    do {
      let other = try ResultsFile(at: workplace.path("other.sqlite"))
      let sweep = try other.begin(plan)
      let identity = try ResultsReader(at: other.path).identity(of: sweep)
      try other.annotate(
        Annotation(.tags(added: ["t"], removed: []), on: identity, configuration: 1))
      try other.annotate(Annotation(.note("there"), on: identity))
    }
    let file = try ResultsFile(at: workplace.path())
    _ = try file.merge(workplace.path("other.sqlite"))
    _ = try file.merge(workplace.path("other.sqlite"))
    #expect(try annotations().tags == [1: ["t"]])
    #expect(try annotations().notes.map(\.text) == ["there"])
  }

  @Test func `a worker that is drained is told of as leaving`() throws {
    let file = try ResultsFile(at: workplace.path())
    let sweep = try file.begin(plan)
    try Recording(of: plan, sweep, in: file).record { record in
      _ = record.join(ada)
      record.drain(ada.host)
    }
    let activity = try #require(try ResultsReader(at: workplace.path()).activity(of: sweep))
    #expect(activity.workers.map(\.isDraining) == [true])
  }

  @Test(arguments: [
    "ab,c", "", " a", "a\n", "\u{202e}a", "\u{1b}[31m", String(repeating: "x", count: 65),
  ])
  func `a tag is a few plain characters`(tag: String) {
    #expect(Annotation.Content.tags(added: [tag], removed: []).refusal != nil)
    #expect(Annotation.Content.tags(added: ["größer 2 / b"], removed: []).refusal == nil)
  }
}
