import Datasets
import Testing

/// Damaged and odd tables: each is refused in a sentence with its line, its column and what to do, or
/// read in one stated way.
struct OddTableTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A table, what is said of it in the spec, and the sentence.
  struct Case: Sendable {
    let text: String
    var change: @Sendable (inout CSVFile) -> Void = { _ in }
    let sentence: String
  }

  static let many = (0..<60).map { "\($0),text \($0) of its own,x\n" }.joined()

  static let refused: [Case] = [
    Case(text: "", sentence: "t.csv is empty, expected a header line and rows"),
    Case(text: "\n\n\r\n", sentence: "t.csv is empty, expected a header line and rows"),
    Case(text: "a,y\n", sentence: "t.csv has a header line only, expected rows"),
    Case(text: "y\nx\n", sentence: "t.csv:1: one column only, expected features too"),
    Case(text: "a,b\n1,x\n", sentence: "t.csv:1: no column is called \"y\": there are a, b"),
    Case(
      text: "1,2\n3,4\n",
      sentence:
        "t.csv:1: the first line holds numbers alone, and no column is called \"y\": write a"
        + " header line with the names of the columns above it"),
    Case(
      text: "a,a,y\n1,2,x\n",
      sentence: "t.csv:1: two columns are called \"a\", expected names that differ"),
    Case(
      text: "a, a ,y\n1,2,x\n",
      sentence: "t.csv:1: two columns are called \"a\", expected names that differ"),
    Case(
      text: ",a,y\n0,1,x\n1,2,z\n",
      sentence:
        "t.csv:1: column 1 has no name, as a row index that was written along has none: name it in"
        + " the file, or leave it out with exclude: [\"column 1\"]"),
    Case(
      text: "a,y\n1,x\n2\n",
      sentence: "t.csv:3: 1 field, expected 2 as in the header, separated by commas"),
    Case(
      text: "a,y\n1,x\n2,z,\n",
      sentence: "t.csv:3: 3 fields, expected 2 as in the header, separated by commas"),
    Case(
      text: "a;y\n1;x\n2,5;z;q\n",
      sentence: "t.csv:3: 3 fields, expected 2 as in the header, separated by semicolons"),
    Case(
      text: "a,y\n1,5,x\n",
      sentence: "t.csv:2: 3 fields, expected 2 as in the header, separated by commas"),
    Case(text: "a,y\n\"1,x\n", sentence: "t.csv:2: field 1 has no closing quote"),
    Case(
      text: "a,y\n1\"2,x\n",
      sentence: "t.csv:2: field 1 has a quote inside, expected quotes around it and inside two"),
    Case(
      text: "a,y\n\"1\"2,x\n",
      sentence: "t.csv:2: field 1 goes on after its quotes, expected a comma"),
    Case(
      text: "a,y\n1,x\u{0}\n2,z\n",
      sentence:
        "t.csv:2: a zero byte, which no text has: the file is damaged or no table; export it again"),
    Case(
      text: "a,y\n1,x\n2,z\n3 kg,x\n4,z\n",
      sentence:
        "t.csv:4: column a holds \"3 kg\", expected a number as 3 others are numbers: correct it, or"
        + " say missing: [\"3 kg\"] if it stands for no value, or categories: [a]"),
    Case(
      text: "a,y\n1,x\n0x10,z\n",
      sentence:
        "t.csv:3: column a holds \"0x10\", expected a number as 1 other is a number: correct it, or"
        + " say missing: [\"0x10\"] if it stands for no value, or categories: [a]"),
    Case(
      text: "a,y\n1,x\ninf,z\n2,x\n",
      sentence:
        "t.csv:3: column a holds \"inf\", expected a number as 2 others are numbers: correct it, or"
        + " say missing: [\"inf\"] if it stands for no value, or categories: [a]"),
    Case(
      text: "a,y\n1,x\n1e999,z\n2,x\n",
      sentence:
        "t.csv:3: column a holds \"1e999\", expected a number as 2 others are numbers: correct it,"
        + " or say missing: [\"1e999\"] if it stands for no value, or categories: [a]"),
    Case(
      text: "a;y\n1.234,5;x\n2,5;z\n",
      sentence:
        "t.csv:2: column a holds \"1.234,5\", expected a number as 1 other is a number: correct it,"
        + " or say missing: [\"1.234,5\"] if it stands for no value, or categories: [a]"),
    Case(
      text: "a;y\n1,5;x\n2.5;z\n",
      sentence:
        "t.csv has decimal points and decimal commas in the column \"a\": write all of its numbers"
        + " with one of them"),
    Case(
      text: "a,b,y\n1,,x\n2,?,z\n",
      sentence: "t.csv has no value at all in the column \"b\": leave it out with exclude: [b]"),
    Case(
      text: "a,b,y\n" + many,
      sentence:
        "t.csv has free text in the column \"b\" (60 different values in 60 rows, such as \"text 0"
        + " of its own\"): leave it out with exclude: [b], or take its values as classes of their own with"
        + " categories: [b]"),
    Case(
      text: "a,y\n1,x\n2,\n",
      sentence:
        "t.csv:3: column y is empty, expected a class: a row without a target cannot be learned from,"
        + " remove it"),
    Case(
      text: "a,y\n1,x\n2,?\n",
      sentence:
        "t.csv:3: column y is \"?\", which stands for no value, expected a class: a row without a"
        + " target cannot be learned from, remove it"),
    Case(
      text: "a,y\n1,1.5\n2,high\n", change: { $0.kind = .regression },
      sentence: "t.csv:3: column y holds \"high\", expected a number"),
    Case(
      text: "a,y\n1,x\n", change: { $0.features = ["b"] },
      sentence: "t.csv:1: no column is called \"b\": there are a, y"),
    Case(
      text: "a,y\n1,x\n", change: { $0.features = ["b*"] },
      sentence: "t.csv:1: no column's name fits \"b*\" of features"),
    Case(
      text: "a,y\n1,x\n", change: { $0.features = ["a", "y"] },
      sentence: "t.csv:1: the feature \"y\" is the target"),
    Case(
      text: "a,g,y\n1,1,x\n",
      change: {
        $0.group = "g"
        $0.features = ["g"]
      }, sentence: "t.csv:1: the feature \"g\" is the group"),
    Case(
      text: "a,y\n1,x\n", change: { $0.features = ["a", "a"] },
      sentence: "t.csv:1: the feature \"a\" is named twice"),
    Case(
      text: "a,y\n1,x\n", change: { $0.features = [] },
      sentence: "t.csv:1: no features are named, expected some"),
    Case(
      text: "a,y\n1,x\n", change: { $0.exclude = ["*"] },
      sentence: "t.csv:1: exclude leaves no column to learn from, expected some"),
    Case(
      text: "a,g,y\n1,p,x\n2,,z\n", change: { $0.group = "g" },
      sentence:
        "t.csv:3: column g is empty, expected the group of the row: give it a group of its own, or"
        + " remove the row"),
    Case(
      text: "a,d,y\n1,2020-01-01,x\n2,03/04/2020,z\n", change: { $0.order = "d" },
      sentence:
        "t.csv:3: column d holds \"03/04/2020\", expected what rows are ordered by: a number, or a"
        + " date such as 2021-03-04 or 04.03.2021, with or without a time"),
    Case(
      text: "a,s,y\n1,train,x\n2,holdout,z\n", change: { $0.split = "s" },
      sentence:
        "t.csv:3: column s holds \"holdout\", expected what the row is for: training, validation or"
        + " test"),
    Case(
      text: "a,w,y\n1,1,x\n2,-1,z\n", change: { $0.weights = "w" },
      sentence: "t.csv:3: column w holds \"-1\", expected a weight: a number from 0 on"),
    Case(
      text: "a,w,y\n1,0,x\n2,0,z\n", change: { $0.weights = "w" },
      sentence: "t.csv has no weight above 0, expected some"),
    Case(
      text: "a y\n1 x\n2 z\n",
      sentence:
        "t.csv:1: no column is called \"y\": there is one column, \"a y\"; if blanks separate its"
        + " fields, write commas, semicolons or tabs in their place"),
    Case(
      text: "# of 2021\na,y\n1,x\n",
      sentence:
        "t.csv:1: no column is called \"y\", as the first line is a remark, \"# of 2021\": remove what"
        + " stands above the names of the columns"),
    Case(
      text: "d,y\n" + (1...60).map { "\($0 % 12 + 1)/\($0 % 28 + 1)/2021,x\n" }.joined(),
      sentence:
        "t.csv has texts in the column \"d\", such as \"1/13/2021\"; these look like dates of which"
        + " nobody can say whether day or month comes first: write them as 2021-03-04, or leave the"
        + " column out with exclude: [d]"),
    Case(
      text: "p,y\n" + (1...60).map { "$\($0),x\n" }.joined(),
      sentence:
        "t.csv has texts in the column \"p\", such as \"$1\"; these look like numbers with signs such as"
        + " %, $ or a comma between thousands: write them without, or leave the column out with exclude:"
        + " [p]"),
    Case(
      text: "a,y\n" + (1...60).map { "\($0),$\($0 * 7)\n" }.joined(),
      sentence:
        "t.csv has 60 different texts in 60 rows of the target \"y\", such as \"$105\"; these look like"
        + " numbers with signs such as %, $ or a comma between thousands: write them without"),
    Case(
      text: "a,y\n" + (1...60).map { "\($0),name \($0)\n" }.joined(),
      sentence:
        "t.csv has 60 different texts in 60 rows of the target \"y\", such as \"name 1\"; name another"
        + " target, or write kind: classification if each of them is a class"),
    Case(
      text: "a|y\n1|x\n2|z\n",
      sentence:
        "t.csv:1: no column is called \"y\": there is one column, \"a|y\"; if '|' separates its"
        + " fields, write commas, semicolons or tabs in its place"),
    Case(
      text: "a,Y\n1,x\n2,z\n",
      sentence: "t.csv:1: no column is called \"y\": there are a, Y; did you mean \"Y\"?"),
    Case(
      text: "@relation r\n@attribute a numeric\n", change: { $0.format = .arff },
      sentence: "t.csv has no @attribute or no @data line, expected a file of Weka's format"),
    Case(
      text: "@relation r\n@attribute a numeric\n@attribute y {x}\n@data\n{0 1, 1 x}\n",
      change: { $0.format = .arff },
      sentence: "t.csv:5: a sparse record, which is not read: save the file without sparse records"),
    Case(
      text: "1 1:2\n0 2\n",
      change: {
        $0.format = .libsvm
        $0.target = "target"
      },
      sentence: "t.csv:2: \"2\", expected INDEX:NUMBER with indices from 1 on that grow"),
  ]

  @Test(arguments: refused.indices) func `a table that cannot be used is refused in a sentence`(
    index: Int
  ) throws {
    let one = OddTableTests.refused[index]
    var file = CSVFile(path: try scratch.write(one.text, to: "t.csv"), target: "y")
    one.change(&file)
    #expect(
      refusal(scratch.library, .csv(file))?.replacing(scratch.path + "/", with: "") == one.sentence)
  }

  /// Odd tables that are read, each in one stated way.
  @Test func `what is odd and yet a table is read as help says`() throws {
    let odd: [(text: String, rows: Int, classes: [String])] = [
      ("a,y\n1,x\n1.0,z\n", 2, ["x", "z"]),
      ("a,y\n1,1\n2,1.0\n3,2\n", 3, ["1", "2"]),
      ("a,y\n1,x\n2, x\n3,x \n4,z\n", 4, ["x", "z"]),
      ("\u{feff}a,y\n1,x\n2,z\n", 2, ["x", "z"]),
      ("a,y\r1,x\r2,z\r", 2, ["x", "z"]),
      ("a,y\r\n\r\n1,x\r\n2,z", 2, ["x", "z"]),
      (" a ; y \n1,5; x\n2,5;z\n", 2, ["x", "z"]),
      ("a,y\n\"1\",\"x\ny\"\n2,z\n", 2, ["x\ny", "z"]),
      ("a,y\n1,\"say \"\"x\"\"\"\n2,z\n", 2, ["say \"x\"", "z"]),
      ("a\tb\ty\n1\t?\tx\n2\t3\tz\n", 2, ["x", "z"]),
    ]
    for (index, one) in odd.enumerated() {
      let path = try scratch.write(one.text, to: "odd\(index).csv")
      let dataset = try scratch.library.open(.csv(CSVFile(path: path, target: "y")))
      #expect(dataset.form.rows == one.rows, "\(one.text)")
      #expect(dataset.form.classNames == one.classes, "\(one.text)")
    }
  }

  @Test func `a profile tells of what is no number and was meant for one`() throws {
    func notes(_ cells: [String], target: String? = nil) throws -> [String] {
      let path = try scratch.write(
        "y\n" + cells.map { "\"\($0)\"\n" }.joined(),
        to: "p\(cells.joined().hashValue.magnitude).csv")
      return try TableProfile(path, target: target).suspicions
    }
    for cells in [
      ["11%", "7 %", "3"], ["1,234", "12,345", "7"], ["$5", "€6.50"], ["1 000", "2 000"],
    ] {
      #expect(try notes(cells).contains { $0.contains("numbers with signs") }, "\(cells)")
    }
    for cells in [["3/14/2021", "12/1/2021"], ["1-2-03 10:30", "14-3-21 11:00"]] {
      #expect(try notes(cells).contains { $0.contains("day or month comes first") }, "\(cells)")
    }
    for cells in [
      ["a%", "b"], ["1", "2.5"], ["2021-03-04", "2021-03-05"], ["x/y/z", "1/2/2021"],
    ] {
      #expect(try !notes(cells).contains { $0.contains("look like") }, "\(cells)")
    }
    let many = try notes((0..<70).map { "name \($0)" }, target: "y")
    #expect(many == ["the target 'y' has 70 different texts, each of which would be a class"])
    // In a file that commas separate, a comma is no decimal point.
    let path = try scratch.write("a,y\n\"1,234\",x\n\"2,345\",z\n", to: "commas.csv")
    #expect(try TableProfile(path).columns[0].kind == "category")
  }

  @Test func `there are forty of them`() { #expect(OddTableTests.refused.count >= 40) }
}
