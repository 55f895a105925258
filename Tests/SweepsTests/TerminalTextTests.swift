import Sweeps
import Testing

/// The output of programs, as a terminal would show it.
struct TerminalTextTests {
  @Test(arguments: [
    ("plain\nlines\n", "plain\nlines\n"),
    ("a\r\nb\r\n", "a\nb\n"),
    ("\r 10 %\r 50 %\r100 %\ndone", "100 %\ndone"),
    ("bar 1\rbar 2\r", "bar 2"),
    ("epoch 1\n\r3/9\r9/9", "epoch 1\n9/9"),
    ("\u{1b}[1;31mred\u{1b}[0m\u{1b}[K", "red"),
    ("\u{1b}]0;title\u{7}text", "text"),
    ("", ""), ("\r\r\n\n", "\n\n"), ("ünï\rçode", "çode"), ("cut \u{1b}[", "cut "),
  ]) func `the last state of a line is what stays`(printed: String, shown: String) {
    #expect(TerminalText.shown(printed) == shown)
  }
}
