import Documents
import Statistics
import Testing

@testable import Reports

/// Rows that are sorted and filtered where they are, and looked at a part at a time.
struct RowTests {
  @Test(arguments: [
    ("0.1..0.5", [0.1, 0.3, 0.5]), (" 0.1 .. 0.5 ", [0.1, 0.3, 0.5]), ("-1..0.1", [-1, 0.1]),
    (">=0.5", [0.5, 2]), ("> 0.5", [2]), ("<0.1", [-1]), ("<=0.1", [-1, 0.1]), ("=0.30", [0.3]),
    ("0.3", [0.3]), ("..", [-1.0, 0.1, 0.3, 0.5, 2].filter { "\($0)".contains("..") }),
  ])
  func `a filter of numbers lets through what it says`(text: String, passing: [Double]) throws {
    let condition = try #require(RowCondition(text))
    #expect([-1, 0.1, 0.3, 0.5, 2].filter { condition.lets($0) } == passing)
    #expect(!condition.lets(nil))
  }

  @Test func `a filter of texts takes those that have it, or are it`() throws {
    let texts = ["relu", "LeakyReLU", "tanh", "3"]
    func passing(_ text: String) throws -> [String] {
      let condition = try #require(RowCondition(text))
      return texts.filter { condition.lets($0) }
    }
    #expect(try passing("RELU") == ["relu", "LeakyReLU"])
    #expect(try passing("=relu") == ["relu"])
    #expect(try passing("=3.0") == ["3"])
    #expect(try passing("2..4") == ["3"])
  }

  @Test(arguments: ["  ", ">=", "<", ">=relu", "> 1e", "=", "2..1"])
  func `a filter that says nothing is none`(text: String) {
    #expect(RowCondition(text) == nil)
  }

  @Test func `what there is none of comes last, whichever way round`() {
    let numbers = RowColumn.numbers([2, .nan, 1, 2])
    #expect(numbers.sorted([0, 1, 2, 3], isDown: false) == [2, 0, 3, 1])
    #expect(numbers.sorted([0, 1, 2, 3], isDown: true) == [0, 3, 2, 1])
    let texts = RowColumn(labels: ["b", "", "a"])
    #expect(texts.sorted([0, 1, 2], isDown: true) == [0, 2, 1])
    #expect(RowColumn(labels: ["1", "2e-3"]) == .numbers([1, 0.002]))
  }

  @Test func `a row that is laid out alone is the table's row`() throws {
    let all = table()
    let figures = all.summaryFigures
    for place in all.rows.indices {
      let row = all.row(place, labels: all.rows[place].labels, figures)
      #expect(row == all.rows[place])
      #expect(all.json(of: row, at: place) == all.json(of: all.rows[place]))
    }
    #expect(all.numbers(of: "val_accuracy mean", figures) == all.rows.map { $0.moments.mean! })
    #expect(
      try #require(all.numbers(of: "val_accuracy low", figures))
        == all.rows.map { $0.figures[0].interval!.lower })
    #expect(all.numbers(of: "val_accuracy mode", figures) == nil)
    #expect(all.numbers(of: "loss mean", figures) == nil)
  }

  @Test func `notes and tags stand in every format`() throws {
    var annotated = table()
    annotated.annotations = TableAnnotations(
      sweep: .init(tags: ["baseline"], notes: ["all, of it"]),
      configurations: [["0.001"]: .init(tags: ["a", "b"], notes: ["odd"]), ["1e-06"]: .init()])
    let csv = annotated.formatted(as: .csv).split(separator: "\n")
    #expect(csv[0].hasSuffix(",tags,notes"))
    #expect(csv[1].hasSuffix(",,"))
    #expect(csv[5].hasSuffix(",\"a, b\",odd"))
    let json = try #require(Document(json: annotated.json.line))
    #expect(json["tags"]?.content == .list([Document(.text("baseline"))]))
    guard case .list(let rows)? = json["rows"]?.content else { return }
    #expect(rows[4]["notes"]?.content == .list([Document(.text("odd"))]))
    #expect(rows[0]["tags"] == nil)
    let text = annotated.formatted(as: .text)
    #expect(text.contains("a, b"))
    #expect(text.contains("note on l2=0.001: odd"))
    // Without any, all is as it was.
    #expect(table().formatted(as: .csv).split(separator: "\n")[0].hasSuffix("may_be_best"))
  }
}
