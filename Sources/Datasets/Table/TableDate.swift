/// Dates of a table as numbers: days since the first of January 2000, with the time as a fraction.
///
/// `2021-03-04`, `2021/03/04` and `04.03.2021` are read, each with or without a time such as `T17:30`,
/// ` 17:30:05.25` or one that ends in `Z`. `03/04/2021` is not: it is March here and April there.
enum TableDate {
  static func days(_ text: String) -> Double? {
    var parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == "T" || $0 == " "
    }[...]
    guard let date = parts.popFirst(), let day = day(date) else { return nil }
    guard let time = parts.popFirst() else { return Double(day) }
    return fraction(time).map { Double(day) + $0 }
  }

  private static func day(_ text: Substring) -> Int? {
    for (separator, isYearFirst) in [("-", true), ("/", true), (".", false)] {
      let parts = text.split(separator: Character(separator), omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let ordered = isYearFirst ? parts : parts.reversed()
      guard ordered[0].count == 4, let year = number(ordered[0]),
        ordered[1].count <= 2, let month = number(ordered[1]), (1...12).contains(month),
        ordered[2].count <= 2, let day = number(ordered[2]),
        (1...length(ofMonth: month, year)).contains(day)
      else { return nil }
      return days(year, month, day)
    }
    return nil
  }

  private static func fraction(_ text: Substring) -> Double? {
    let parts = (text.hasSuffix("Z") ? text.dropLast() : text)
      .split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hour = number(parts[0]), hour < 24,
      let minute = number(parts[1]), minute < 60
    else { return nil }
    var seconds = 0.0
    if parts.count == 3 {
      guard parts[2].allSatisfy({ $0.isNumber || $0 == "." }), let given = Double(parts[2]),
        given < 61
      else { return nil }
      seconds = given
    }
    return (Double(hour * 60 + minute) * 60 + seconds) / 86_400
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(text) : nil
  }

  private static func length(ofMonth month: Int, _ year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// Days since the first of January 2000 in the Gregorian calendar: years begin in March here, so that
  /// the leap day ends one.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let leaps = year / 4 - year / 100 + year / 400
    return year * 365 + leaps + dayOfYear - 730_425
  }
}
