import Datasets
import Testing

/// Tables as people have them: other letters, other separators, gaps, words and dates.
struct TableTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func open(
    _ bytes: [UInt8], _ change: (inout CSVFile) -> Void = { _ in }
  ) throws -> Dataset {
    var file = CSVFile(path: try scratch.write(bytes, to: "t.csv"), target: "y")
    change(&file)
    return try scratch.library.open(.csv(file))
  }

  private func open(
    _ text: String, _ change: (inout CSVFile) -> Void = { _ in }
  ) throws -> Dataset {
    try open(Array(text.utf8), change)
  }

  private func utf16(_ text: String, isBig: Bool, hasMark: Bool) -> [UInt8] {
    ((hasMark ? [0xfeff] : []) + Array(text.utf16)).flatMap { unit in
      isBig ? [UInt8(unit >> 8), UInt8(unit & 0xff)] : [UInt8(unit & 0xff), UInt8(unit >> 8)]
    }
  }

  @Test func `UTF-8, UTF-16 and Latin-1 are one table`() throws {
    let text = "größe,y\n1,Zürich\n2,Genève\n"
    let plain = try open(text)
    #expect(plain.classes == ["Genève", "Zürich"])
    let others = [
      [0xef, 0xbb, 0xbf] + Array(text.utf8),
      utf16(text, isBig: false, hasMark: true), utf16(text, isBig: true, hasMark: true),
      utf16(text, isBig: false, hasMark: false), utf16(text, isBig: true, hasMark: false),
      text.unicodeScalars.map { UInt8($0.value) },
    ]
    for bytes in others {
      let set = try open(bytes)
      #expect(set.classes == plain.classes && set.examples([0, 1]) == [1, 2])
      #expect(set.hash == plain.hash)
    }
  }

  @Test func `commas, semicolons and tabs separate, and blanks around fields are none of theirs`()
    throws
  {
    let plain = try open("a,y\n1.5,x\n2.5,z\n")
    for text in [
      "a;y\n1,5;x\n2,5;z\n", "a\ty\n1,5\tx\n2.5\tz\n".replacing("2.5", with: "2,5"),
      " a , y \n 1.5 , x\n2.5,z \n", "a,y\r1.5,x\r2.5,z\r", "a;y\n\"1,5\";x\n2,5; \"z\" \n",
    ] {
      #expect(try open(text).hash == plain.hash)
    }
  }

  @Test func `a table may lie in several files, and its test part in others`() throws {
    try scratch.write("y,a\nx,3\nz,4\n", to: "more.csv")
    try scratch.write("a,y\n9,z\n", to: "test.csv")
    let set = try open("a,y\n1,x\n2,z\n") {
      $0.others = [scratch.path + "/more.csv"]
      $0.test = [scratch.path + "/test.csv"]
    }
    #expect(set.examples(Array(0..<5)) == [1, 2, 3, 4, 9])
    #expect(set.form.trainingRows == 4 && set.form.testRows == 1)
    #expect(set.labels == [0, 1, 0, 1, 1])
  }

  @Test func `columns are what their fields are`() throws {
    let set = try open(
      """
      n,flag,day,town,gap,y
      1,yes,2000-01-02,Bern,1,a
      2,no,03.01.2000 12:00,Rom,?,b
      3,yes,2000/02/01T06:00:00Z,Bern,NA,a

      """)
    let table = try #require(set.form.table)
    #expect(
      table.columns.map(\.kind) == [.number, .boolean, .date, .category(["Bern", "Rom"]), .number])
    #expect(set.example(0) == [1, 1, 1, 0, 1])
    #expect(set.example(1).dropLast() == [2, 0, 2.5, 1] && set.example(1)[4].isNaN)
    #expect(set.example(2).dropLast() == [3, 1, 31.25, 0])
  }

  @Test func `numbers alone are the plain set that they always were`() throws {
    #expect(try open("a,y\n1,x\n2,z\n").form.table == nil)
  }

  @Test func `columns are chosen by name and pattern`() throws {
    let text = "id,p1,p2,q,y\n7,1,2,3,x\n8,4,5,6,z\n"
    #expect(try open(text) { $0.exclude = ["id"] }.example(0) == [1, 2, 3])
    #expect(try open(text) { $0.features = ["q", "p*"] }.example(1) == [6, 4, 5])
    #expect(try open(text) { $0.exclude = ["p?", "id"] }.example(0) == [3])
    let set = try open(text) {
      $0.group = "id"
      $0.weights = "q"
    }
    #expect(set.example(0) == [1, 2])
    #expect(set.form.table?.groups?.names == ["7", "8"])
    #expect(set.form.table?.weights == [3, 6])
  }

  @Test func `a target tells whether it is a class or a number`() throws {
    func target(_ values: [String], _ kind: CSVFile.Kind? = nil) throws -> Dataset.Target {
      try open("a,y\n" + values.map { "1,\($0)\n" }.joined()) { $0.kind = kind }.form.target
    }
    #expect(try target(["0", "1", "1", "0"]) == .classes(["0", "1"]))
    #expect(try target(["1.5", "2", "7", "0"]) == .number)
    #expect(try target((0..<40).map(String.init)) == .number)
    #expect(try target((0..<40).map(String.init), .classification).classes.count == 40)
    #expect(
      try target((0..<26).flatMap { Array(repeating: "\($0)", count: 20) }).classes.count == 26)
    #expect(try target(["low", "1.5", "2.5"]).classes.count == 3)
  }

  @Test func `equal numbers are one class, and so are texts but for blanks around them`() throws {
    let set = try open("a,y\n1,1\n2,1.0\n3, 2\n4,2 \n")
    #expect(set.classes == ["1", "2"] && set.labels == [0, 0, 1, 1])
    #expect(try open("a,y\n1,x\n2, x\n3,X\n").classes == ["X", "x"])
  }

  // MARK: - What a network sees

  private let mixed = """
    age,town,member,y
    10,Bern,yes,a
    20,Bern,no,b
    ,Rom,yes,a
    60,Rom,yes,b
    30,Oslo,no,a
    50,,no,b
    1000,Lima,,a

    """

  @Test func `gaps, categories and rare ones follow from the training rows`() throws {
    let set = try open(mixed)
    let table = set.prepared(for: [0, 1, 2, 3, 4])
    #expect(
      table.names == [
        "age", "age is missing", "town = Bern", "town = Rom", "town = others", "member",
      ])
    func row(_ index: Int) -> [Float] {
      Array(table.values[index * table.width..<(index + 1) * table.width])
    }
    #expect(row(0) == [10, 0, 1, 0, 0, 1])
    // The median of 10, 20, 30 and 60.
    #expect(row(2) == [25, 1, 0, 1, 0, 1])
    #expect(row(4) == [30, 0, 0, 0, 1, 0])
    // A gap that no training row has is filled; a town that none has is among the others.
    #expect(row(5) == [50, 0, 1, 0, 0, 0])
    #expect(row(6) == [1000, 0, 0, 0, 1, 1])
    // The mean of 10, 20, 25, 60 and 30; columns of 0 and 1 are left alone.
    #expect(table.moments[0].mean == 29)
    #expect(table.moments[1] == table.moments[5])
  }

  @Test func `nothing of what is validated is known in training`() throws {
    let training = [0, 1, 2, 3, 4]
    let table = try open(mixed).prepared(for: training)
    let corrupt = mixed.replacing("50,,no,b", with: "-9e9,Zug,yes,b")
      .replacing("1000,Lima,,a", with: ",Bern,no,a")
    let other = try open(corrupt).prepared(for: training)
    #expect(other.names == table.names && other.moments == table.moments)
    let seen = training.count * table.width
    #expect(other.values[..<seen] == table.values[..<seen])
    #expect(other.values[seen...] != table.values[seen...])
  }

  // MARK: - Other formats

  @Test func `an ARFF file is a table`() throws {
    let set = try open(
      """
      % Flowers
      @RELATION 'flowers of a kind'
      @attribute 'petal width' NUMERIC
      @attribute code {1, 2}
      @attribute town {Bern,'La Paz'}
      @attribute y {a,b}
      @DATA
      1.5,1,'La Paz',a
      ?,2,Bern,b   

      """
    ) { $0.format = .arff }
    #expect(set.classes == ["a", "b"])
    let table = try #require(set.form.table)
    #expect(table.columns.map(\.name) == ["petal width", "code", "town"])
    #expect(
      table.columns.map(\.kind) == [
        .number, .category(["1", "2"]), .category(["Bern", "La Paz"]),
      ])
    #expect(set.example(0) == [1.5, 0, 1] && set.example(1)[0].isNaN)
  }

  @Test func `a LIBSVM file is a table of numbers`() throws {
    let set = try open("+1 1:0.5 3:2 # first\n-1 2:1\n+1 qid:3 4:7\n") {
      $0.format = .libsvm
      $0.target = "target"
    }
    #expect(set.examples([0, 1, 2]) == [0.5, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 7])
    #expect(set.labels == [1, 0, 1])
  }

  @Test func `index files list rows`() throws {
    let training = try scratch.write("2\n0\n\n", to: "train.txt")
    let validation = try scratch.write("1\r\n", to: "valid.txt")
    let text = "a,y\n1,x\n2,z\n3,x\n"
    let set = try open(text) {
      $0.indices = [IndexFiles(training: training, validation: validation)]
    }
    #expect(set.listed.count == 1)
    #expect(set.listed[0].training == [0, 2] && set.listed[0].validation == [1])
    func refused(_ rows: String) throws -> String? {
      let file = try scratch.write(rows, to: "valid.txt")
      var table = CSVFile(path: try scratch.write(text, to: "t.csv"), target: "y")
      table.indices = [IndexFiles(training: training, validation: file)]
      return refusal(scratch.library, .csv(table))?.replacing(scratch.path + "/", with: "")
    }
    #expect(
      try refused("0\n")
        == "valid.txt lists row 0, as train.txt does: what is validated must not be trained on")
    #expect(try refused("3\n") == "valid.txt:1: row 3 of data that have 3, which count from 0")
    #expect(try refused("1\n1\n") == "valid.txt:2: row 1 comes twice")
    #expect(
      try refused("1\n-1\n") == "valid.txt:2: \"-1\", expected a row's number from 0, one a line")
    #expect(
      try refused("\n") == "valid.txt is empty, expected row numbers from 0, one a line")
  }
}

extension Dataset.Target {
  fileprivate var classes: [String] { if case .classes(let names) = self { names } else { [] } }
}
