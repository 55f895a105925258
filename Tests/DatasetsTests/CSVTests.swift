import Datasets
import Testing

struct CSVTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  func table(
    _ text: String, target: String = "y", features: [String]? = nil,
    kind: CSVFile.Kind? = .classification
  ) throws -> DatasetReference {
    .csv(
      CSVFile(
        path: try scratch.write(text, to: "t.csv"), target: target, features: features, kind: kind))
  }

  @Test func `all columns but the target are features`() throws {
    let set = try scratch.library.open(table("a,y,b\n1,cat,-2.5\n3e2,ant, 7 \n"))
    #expect(set.form.shape == .features(2) && set.form.element == .float)
    #expect(set.form.trainingRows == 2 && set.form.testRows == 0)
    #expect(set.examples([0, 1]) == [1, -2.5, 300, 7])
    #expect(set.labels == [1, 0] && set.classes == ["ant", "cat"])
  }

  @Test func `features are taken in the order they are named`() throws {
    let set = try scratch.library.open(table("a,y,b,c\n1,0,2,3\n", features: ["c", "a"]))
    #expect(set.example(0) == [3, 1])
  }

  @Test func `classes that are whole numbers are sorted by size`() throws {
    let set = try scratch.library.open(table("a,y\n0,10\n0,9\n0,-1\n0,9\n"))
    #expect(set.classes == ["-1", "9", "10"])
    #expect(set.labels == [2, 1, 0, 1])
  }

  @Test func `the target of a regression is a number`() throws {
    let set = try scratch.library.open(table("y,a\n0.5,1\n-2,2\n", kind: .regression))
    #expect(set.form.target == .number)
    #expect(set.targets == .numbers([0.5, -2]))
  }

  @Test func `quotes hold commas, line ends and quotes`() throws {
    let set = try scratch.library.open(
      table(
        "\u{feff}\"a, first\",\"y\"\r\n\"1\",\"b\"\"x\"\"\"\r\n\r\n2,\"two\nlines\"\r\n",
        features: ["a, first"]))
    #expect(set.examples([0, 1]) == [1, 2])
    #expect(set.classes == ["b\"x\"", "two\nlines"])
  }

  @Test func `big tables come in pieces and whole`() throws {
    let row = String(repeating: "7,", count: 1000)
    let header = (0..<1000).map { "c\($0)," }.joined()
    let set = try scratch.library.open(
      table(header + "y\n" + (0..<300).map { "\(row)\($0 % 2)\n" }.joined()))
    #expect(set.form.rows == 300)
    #expect(set.examples(Array(0..<300)).allSatisfy { $0 == 7 })
  }

  @Test func `a wrong table is refused by line and column`() throws {
    func refused(
      _ text: String, target: String = "y", features: [String]? = nil,
      kind: CSVFile.Kind = .classification
    ) throws -> String? {
      try refusal(
        scratch.library, table(text, target: target, features: features, kind: kind))?
        .replacing(scratch.path + "/", with: "")
    }
    #expect(try refused("") == "t.csv is empty, expected a header line and rows")
    #expect(try refused("a,y\n") == "t.csv has a header line only, expected rows")
    #expect(try refused("y\n1\n") == "t.csv:1: one column only, expected features too")
    #expect(
      try refused("a,b\n1,2\n") == "t.csv:1: no column is called \"y\": there are a, b")
    #expect(
      try refused("a,y\n1,2\n", features: ["b"])
        == "t.csv:1: no column is called \"b\": there are a, y")
    #expect(
      try refused("a,y\n1,2\n", features: ["a", "y"])
        == "t.csv:1: the feature \"y\" is the target")
    #expect(
      try refused("a,y\n1,2\n", features: ["a", "a"])
        == "t.csv:1: the feature \"a\" is named twice")
    #expect(
      try refused("a,y\n1,2\n", features: [])
        == "t.csv:1: no features are named, expected some")
    #expect(
      try refused("a,a,y\n1,2,3\n")
        == "t.csv:1: two columns are called \"a\", expected names that differ")
    #expect(
      try refused("a,y\n1,2\n\"x\ny\",2\n")
        == "t.csv:3: column a holds \"x\ny\", expected a number as 1 other is a number: correct it, or"
        + " say missing: [\"x\ny\"] if it stands for no value, or categories: [a]")
    #expect(
      try refused("a,y\n1,\"0\n\"\n1\n")
        == "t.csv:4: 1 field, expected 2 as in the header, separated by commas")
    #expect(
      try refused("a,y\nnan,0\n")
        == "t.csv has no value at all in the column \"a\": leave it out with exclude: [a]")
    #expect(
      try refused("a,y\n1,\n")
        == "t.csv:2: column y is empty, expected a class: a row without a target cannot be learned"
        + " from, remove it")
    #expect(
      try refused("a,y\n1,x\n", kind: .regression)
        == "t.csv:2: column y holds \"x\", expected a number")
    #expect(
      try refused("a,y\n1\"2,0\n")
        == "t.csv:2: field 1 has a quote inside, expected quotes around it and inside two")
    #expect(
      try refused("a,y\n\"1\"2,0\n")
        == "t.csv:2: field 1 goes on after its quotes, expected a comma")
    #expect(try refused("a,y\n\"1,0\n") == "t.csv:2: field 1 has no closing quote")
  }
}
