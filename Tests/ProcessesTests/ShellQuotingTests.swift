import Processes
import Testing

struct ShellQuotingTests {
  @Test(arguments: ["plain", "it's", "two words", "", "$HOME;*"])
  func `words reach a program as they are, whatever shell is between`(word: String) throws {
    let said = try Command(
      "/bin/sh", arguments: ["-c", "printf '[%s]' \(word.shellQuoted)"]
    ).output()
    #expect(said.output == "[\(word)]")
  }
}
