import Documents
import Sweeps
import Testing

@testable import Commands

struct ArgumentStyleTests {
  private let parameters: [(name: String, value: Document)] = [
    ("lr", Document(.number(0.001))), ("batch-size", Document(.integer(32))),
    ("amp", Document(.boolean(true))), ("debug", Document(.boolean(false))),
    (
      "tags", Document(.list([Document(.text("it's")), Document(.null), Document(.boolean(true))]))
    ),
    ("opt", Document(.map([.init(key: "name", value: Document(.text("a \"b\" 'c'\n")))]))),
  ]

  @Test func `values read as Python writes them`() {
    #expect(
      ArgumentStyle.full.words(parameters) == [
        "--lr=0.001", "--batch-size=32", "--amp=True", "--debug=False",
        "--tags=[\"it's\", None, True]", #"--opt={'name': 'a "b" \'c\'\n'}"#,
      ])
  }

  @Test(arguments: [
    (ArgumentStyle.noHyphens, ["lr=0.001", "debug=False"]),
    (.noEquals, ["--lr", "0.001", "--debug", "False"]),
    (.noBooleanFlags, ["--lr=0.001"]),
    (.appendHydra, ["+lr=0.001", "+debug=False"]),
    (.overrideHydra, ["++lr=0.001", "++debug=False"]),
    (.json, [#"{"lr": 0.001, "debug": false}"#]),
  ]) func `each of W&B's macros has its form`(style: ArgumentStyle, words: [String]) {
    #expect(style.words([parameters[0], parameters[3]]) == words)
  }

  @Test func `a flag that is true stands alone`() {
    #expect(ArgumentStyle.noBooleanFlags.words([parameters[2]]) == ["--amp"])
  }

  @Test func `a word of a recipe may be joined from parts`() throws {
    let recipe = Document(
      .map([
        .init(
          key: "command",
          value: Document(
            .list([
              Document(.text("echo")),
              Document(
                .map([
                  .init(
                    key: "joined",
                    value: Document(
                      .list([
                        Document(.text("--data=")),
                        Document(.map([.init(key: "variable", value: Document(.text("DATA")))])),
                      ])))
                ])),
            ])))
      ]))
    #expect(
      try ProgramRecipe(recipe).words
        == [.text("echo"), .joined([.text("--data="), .variable("DATA")])])
  }
}
