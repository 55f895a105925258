import Testing

@testable import Exports

struct TimestampTests {
  /// From `date -u -d TEXT +%s%3N`.
  @Test(arguments: [
    ("1970-01-01T00:00:00.000Z", 0), ("2026-11-21T15:09:18.928Z", 1_795_273_758_928),
    ("2000-02-29T23:59:59.999Z", 951_868_799_999), ("2100-03-01T00:00:00.001Z", 4_107_542_400_001),
    ("1969-12-31T23:59:59.000Z", -1000),
  ]) func `agrees with date`(text: String, milliseconds: Int64) {
    #expect(Timestamp(text)?.milliseconds == milliseconds)
  }

  @Test(arguments: ["", "2026-11-21", "2026-11-21T15:09:18Z", "2026-11-21T15:09:18.92xZ"])
  func `no other form is a time`(text: String) {
    #expect(Timestamp(text) == nil)
  }
}
