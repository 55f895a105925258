import Documents
import Drawings
import Plots
import Sweeps
import Testing

struct ConfusionTests {
  private func document(_ counts: [[Int64]], classes: [String]) -> Document {
    func list(_ content: [Document.Content]) -> Document {
      Document(.list(content.map { Document($0) }))
    }
    return Document(
      .map([
        .init(key: "classes", value: list(classes.map { .text($0) })),
        .init(
          key: "counts", value: Document(.list(counts.map { list($0.map { .integer($0) }) }))),
      ]))
  }

  @Test func `a matrix is read as trials keep it, and trials are summed`() throws {
    var sum = try #require(ConfusionCounts(document([[5, 1], [0, 6]], classes: ["cat", "dog"])))
    sum.add(try #require(ConfusionCounts(document([[4, 2], [1, 5]], classes: ["cat", "dog"]))))
    #expect(sum.counts == [[9, 3], [1, 11]])
    #expect(sum.trials == 2)
    let drawing = ConfusionPlot(sum, of: "pets").drawing(column)
    #expect(drawing.caption.contains("summed over 2 trials. 83.3 % lie on the diagonal."))
    #expect(drawing.pieces.flatMap(\.titles).contains("true cat, predicted dog: 3, 25\u{a0}%"))
  }

  @Test func `classes without names are numbered`() {
    #expect(ConfusionCounts(document([[5, 1], [0, 6]], classes: []))?.classes == ["0", "1"])
  }

  @Test func `what is no square of counts is no matrix`() {
    #expect(ConfusionCounts(document([[1, 2], [3]], classes: [])) == nil)
    #expect(ConfusionCounts(document([[-1]], classes: [])) == nil)
    #expect(ConfusionCounts(document([], classes: [])) == nil)
    #expect(ConfusionCounts(Document(.text("none"))) == nil)
  }
}
