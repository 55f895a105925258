import Reports
import Testing

struct LayoutTests {
  /// Widths as Python's wcwidth 0.2 and Unicode's EastAsianWidth.txt have them.
  @Test(arguments: [
    ("", 0), ("abc", 3), ("größe", 5), ("gro\u{308}ße", 5), ("学習率", 6), ("ｌ２", 4), ("한국", 4),
    ("±", 1), ("…", 1), ("█░", 2), ("🚀", 2), ("❤\u{fe0f}", 2), ("👩‍🔬", 2), ("🇩🇪", 2), ("ñ", 1),
    ("\u{200b}", 0), ("（", 2), ("𠮷", 2),
  ]) func `counts columns and not characters`(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test func `pads to a width in columns`() {
    #expect("学習".padded(to: 6) == "学習  ")
    #expect("学習".padded(to: 6, .right) == "  学習")
    #expect("abcdef".padded(to: 3) == "abcdef")
  }

  @Test func `cuts between characters and never exceeds the width`() {
    #expect("learning rate".truncated(to: 9) == "learning…")
    #expect("abc".truncated(to: 3) == "abc")
    #expect("学習率".truncated(to: 4) == "学…")
    #expect("学習率".truncated(to: 5) == "学習…")
    #expect("学習率".truncated(to: 1) == "…")
    #expect("abc".truncated(to: 0) == "")
    for width in 0...20 {
      #expect("a学👩‍🔬 b🚀cd§§ｅｆ".truncated(to: width).displayWidth <= width)
    }
  }

  @Test func `nothing reaches a terminal that it would obey`() {
    #expect("a\u{1b}[31mb\u{7}".printable == "a\\u{1b}[31mb\\u{7}")
    #expect("two\r\nlines\tand\u{2028}one".printable == "two  lines and one")
    #expect("\u{202e}gnp.exe\u{9b}".printable == "\\u{202e}gnp.exe\\u{9b}")
    #expect("学習率 👩‍🔬".printable == "学習率 👩‍🔬")
  }

  @Test(arguments: [
    (0.0, "0s"), (0.4, "0s"), (0.6, "1s"), (59.4, "59s"), (59.6, "1m 00s"), (65, "1m 05s"),
    (3599.4, "59m 59s"), (3599.6, "1h 00m"), (7500, "2h 05m"), (86_369, "23h 59m"),
    (86_370, "1d 00h"), (273_600, "3d 04h"), (-3, "0s"),
  ]) func `durations are said in two units`(seconds: Double, text: String) {
    #expect(Duration.seconds(seconds).text == text)
  }

  @Test func `durations beyond all measure do not trap`() {
    #expect(Duration(secondsComponent: .max, attosecondsComponent: 0).text.hasSuffix("h"))
    #expect(Duration(secondsComponent: .min, attosecondsComponent: 0).text == "0s")
  }
}
