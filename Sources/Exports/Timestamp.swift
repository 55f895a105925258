/// A moment as programs count it, in milliseconds since 1970 began (UTC).
struct Timestamp: Hashable, Sendable, Comparable {
  let milliseconds: Int64

  init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Reads `2026-11-21T15:09:18.928Z`, as results files have it; nil for any other form.
  init?(_ text: String) {
    let form = Array("dddd-dd-ddTdd:dd:dd.dddZ".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count == form.count else { return nil }
    var numbers = [Int64(0)]
    for (byte, wanted) in zip(bytes, form) {
      if wanted == UInt8(ascii: "d") {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int64(byte - 48)
      } else {
        guard byte == wanted else { return nil }
        numbers.append(0)
      }
    }
    let days = Timestamp.days(year: numbers[0], month: numbers[1], day: numbers[2])
    let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
    milliseconds = seconds * 1000 + numbers[6]
  }

  var seconds: Double { Double(milliseconds) / 1000 }

  static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March
  /// (E. G. Richards, "Mapping Time", 1998).
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month > 2 ? year : year - 1
    let month = month > 2 ? month - 3 : month + 9
    let leapDays = year / 4 - year / 100 + year / 400
    return 365 * year + leapDays + (153 * month + 2) / 5 + day - 1 - 719_468
  }
}
