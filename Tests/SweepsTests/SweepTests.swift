import Documents
import Sweeps
import Testing

struct SweepTests {
  @Test func `the last parameter changes fastest`() {
    let configurations = sweep(
      recipe: map(["a": .text("$a"), "b": .text("$b")]),
      parameters: [parameter("a", 1, 2), parameter("b", 0.1, 0.2, 0.3)]
    ).configurations
    #expect(
      configurations.map(\.labels) == [
        ["1", "0.1"], ["1", "0.2"], ["1", "0.3"], ["2", "0.1"], ["2", "0.2"], ["2", "0.3"],
      ])
    #expect(configurations.map(\.index) == Array(0..<6))
    #expect(configurations[4].recipe == map(["a": .number(2), "b": .number(0.2)]))
  }

  @Test func `without parameters there is one configuration`() {
    let recipe = map(["epochs": .integer(40)])
    #expect(
      sweep(recipe: recipe, parameters: []).configurations
        == [Configuration(index: 0, labels: [], recipe: recipe)])
  }

  @Test func `a parameter's value may be a whole block`() {
    let block = Document(.list([map(["units": .integer(10)])]))
    let architecture = Parameter(
      name: "architecture", options: [.init(label: "small", value: block)])
    let configurations = sweep(
      recipe: map(["network": .text("$architecture")]), parameters: [architecture]
    ).configurations
    #expect(configurations[0].labels == ["small"])
    #expect(configurations[0].recipe["network"] == block)
  }

  @Test func `a dollar and a name stand for a parameter, alone or within a text`() {
    let recipe = Document(
      .list([
        Document(.text("$b")), map(["x": .text("$a_1"), "$y": .text("a$c")]),
        Document(.text("$")), Document(.text("$1")), Document(.text("$b")),
        Document(.text("$a-b")), Document(.text("$größe")), Document(.text("$$d ${e} ${f")),
      ]))
    #expect(recipe.placeholders == ["b", "a_1", "c", "a", "größe", "e"])
  }

  @Test func `alone a placeholder becomes the value, within a text its label`() {
    func filled(_ text: String) -> Document.Content {
      Document(.text(text)).substituting([
        "lr": Document(.number(0.1)), "net": Document(.text("small-$lr")),
      ]).content
    }
    #expect(filled("$lr") == .number(0.1))
    #expect(filled("${lr}") == .number(0.1))
    #expect(filled("--lr=$lr") == .text("--lr=0.1"))
    #expect(filled("${lr}e-3 of $net$lr") == .text("0.1e-3 of small-0.10.1"))
    #expect(filled("$$lr costs 5$ or $1") == .text("$lr costs 5$ or $1"))
  }

  @Test func `a value keeps its own place, and takes the placeholder's where it has none`() {
    let placeholder = Document(.text("$l2"), at: Mark(line: 5, column: 20))
    let written = Document(.number(0.1), at: Mark(line: 9, column: 8))
    #expect(placeholder.substituting(["l2": written]).mark == written.mark)
    let computed = Document(.number(0.1))
    #expect(placeholder.substituting(["l2": computed]).mark == placeholder.mark)
    #expect(placeholder.substituting(["rate": computed]).content == .text("$l2"))
  }

  @Test func `a placeholder without a parameter is refused at its place`() {
    let mark = Mark(line: 5, column: 20)
    let recipe = Document(.list([Document(.text("$l_2"), at: mark)]))
    let near = #expect(throws: DocumentError.self) {
      try recipe.refusePlaceholders(besides: ["rate", "l2"])
    }
    #expect(near == DocumentError("no parameter is named 'l_2'; did you mean $l2?", at: mark))
    let far = #expect(throws: DocumentError.self) {
      try recipe.refusePlaceholders(besides: ["rate"])
    }
    #expect(
      far?.message == "no parameter is named 'l_2'; list its values under 'parameters'")
    #expect(throws: Never.self) { try recipe.refusePlaceholders(besides: ["l_2"]) }
  }
}
