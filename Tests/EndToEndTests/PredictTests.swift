import Foundation
import Processes
import Testing

/// Networks of a table say of its rows, read as new ones, what they say of them in validation.
struct PredictTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    var table = "age,city,note,outcome\n"
    for row in 0..<90 {
      let city = ["Bern", "Basel", "Chur"][row % 3]
      let age = row % 11 == 5 ? "" : "\(20 + row * 7 % 40)"
      table += "\(age),\(city),\(row % 2),\(row * 7 % 40 > 19 ? "yes" : "no")\n"
    }
    try sandbox.write(table, to: "table.csv")
    try sandbox.write(
      """
      sweep: table
      data: { csv: table.csv, target: outcome }
      network:
        - dense: { units: 8, activation: relu }
        - dense: { units: 2, activation: softmax }
      training:
        loss: categorical_crossentropy
        optimizer: adam
        batch_size: 16
        epochs: 5
        standardize: true
      evaluate: { holdout: 0.3, replicates: 3, seed: 7 }
      keep: { weights: last }
      """, to: "table.yaml")
    #expect(try sandbox.run("run", "table.yaml").succeeded)
    return sandbox
  }

  private func records(_ text: String) -> [[String]] {
    text.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func `rows of the same table have the same votes`() throws {
    let sandbox = try sandbox()
    let known = try sandbox.run("predict", "--with", "table", "-f", "csv")
    #expect(known.output.hasPrefix("row,true,class,probability,std,agreement,p(no),p(yes)\n"))
    #expect(known.errors.contains("accuracy of the ensemble: "))
    let new = try sandbox.run("predict", "table.csv", "--with", "table", "-f", "csv")
    #expect(new.succeeded, "\(new.errors)")
    let rows = records(new.output)
    #expect(rows.count == 90)
    for record in records(known.output) {
      let same = rows[try #require(Int(record[0]))]
      #expect(Array(record[2...]) == Array(same[1...]))
    }
  }

  @Test func `columns may stand in another order, with gaps and names that nobody has learned`()
    throws
  {
    let sandbox = try sandbox()
    try sandbox.write("more,city,age,note\nx,Genf,,1\ny,Bern,33,0\n", to: "new.csv")
    let new = try sandbox.run("predict", "new.csv", "--with", "table", "-f", "json")
    #expect(new.succeeded, "\(new.errors)")
    #expect(new.output.matches(of: #/"agreement"/#).count == 2)
    try sandbox.write("city,age\nBern,33\n", to: "short.csv")
    let short = try sandbox.run("predict", "short.csv", "--with", "table")
    #expect(short.status == .exited(2) || short.status == .exited(65))
    #expect(short.errors.contains("note"))
  }

  @Test func `rows of other extents are refused`() throws {
    let sandbox = try sandbox()
    var bytes: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 9, 9, 9]
    try Data(bytes).write(to: URL(filePath: sandbox.path("images")))
    let other = try sandbox.run("predict", "images", "--with", "table")
    #expect(other.status == .exited(2))
    #expect(
      other.errors.contains(
        "the rows are 2 x 2 x 1, and the networks of 'table' learned from a table"))
    bytes.removeLast()
    try Data(bytes).write(to: URL(filePath: sandbox.path("images")))
    let cut = try sandbox.run("predict", "images", "--with", "table")
    #expect(cut.errors.contains("has 3 pixels, expected 1 images of 2 x 2"))
  }
}
