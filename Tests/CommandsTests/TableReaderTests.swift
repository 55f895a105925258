import Testing

@testable import Commands

struct TableReaderTests {
  @Test func `a table with a column epoch measures a line an epoch`() {
    var reader = TableReader()
    #expect(reader.read(Array("epoch,loss,note,val_loss\n0,0.5,ok,0".utf8)).isEmpty)
    #expect(
      reader.read(Array(".75\n1,nan,,0.5\n".utf8)).map(\.epoch) == [0, 1])
    #expect(
      reader.read(Array("2,0.1,x,0.2\r\n".utf8))
        == [MetricLine(metrics: ["loss": 0.1, "val_loss": 0.2], epoch: 2)])
  }

  @Test func `semicolons may stand between`() {
    var reader = TableReader()
    #expect(
      reader.read(Array("loss;epoch\n0.5;3\n".utf8))
        == [MetricLine(metrics: ["loss": 0.5], epoch: 3)])
  }

  @Test(arguments: ["loss,accuracy\n1,2\n", "epoch\n1\n", "a log\nepoch,loss\n1,2\n", "\n\n"])
  func `other files measure nothing`(text: String) {
    var reader = TableReader()
    #expect(reader.read(Array(text.utf8)).isEmpty)
  }

  @Test(arguments: ["x,0.5\n", "1\n", "1,\n", ",,,\n"])
  func `lines without an epoch or a number measure nothing`(line: String) {
    var reader = TableReader()
    #expect(reader.read(Array(("epoch,loss\n" + line).utf8)).isEmpty)
  }
}
