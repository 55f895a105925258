import Specs
import Sweeps
import Testing

struct DurationTests {
  @Test(arguments: [
    ("90s", Duration.seconds(90)), ("10m", .seconds(600)), ("1h30m", .seconds(5400)),
    ("500ms", .milliseconds(500)), ("2h1m3s4ms", .seconds(7263) + .milliseconds(4)),
    ("1m30s", .seconds(90)), ("999999999h", .seconds(3_599_999_996_400)), ("2d", .seconds(172_800)),
    ("1d12h", .seconds(129_600)), ("24:00:00", .seconds(86_400)), ("2-00:00:00", .seconds(172_800)),
    ("1-12", .seconds(129_600)), ("1-12:30", .seconds(131_400)), ("00:00:30", .seconds(30)),
  ]) func `a time is whole numbers with their units`(text: String, duration: Duration) throws {
    #expect(try limit(text) == duration)
  }

  @Test(arguments: [
    "''", "0s", "s", "10", "10 m", "1.5h", "30m1h", "1m1m", "1h1d", "-5s", "2:30", "90", "0-0",
    "1-1:1:1:1", "1-", "-1", "a-1",
    "1::1", "1000000000s", "٣s", "5S",
  ]) func `everything else is refused`(text: String) {
    #expect(throws: (any Error).self) { try limit(text) }
  }

  private func limit(_ value: String) throws -> Duration? {
    try Spec(text("limits: {trial: \(value)}")).policy.limits.time
  }
}
