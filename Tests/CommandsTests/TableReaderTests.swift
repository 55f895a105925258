import Testing

@testable import Commands

struct TableReaderTests {
  @Test func `a table with a column epoch measures a line an epoch`() {
    var reader = TableReader()
    #expect(reader.read(Array("epoch,loss,note,val_loss\n0,0.5,ok,0".utf8)).isEmpty)
    #expect(
      reader.read(Array(".75\n1,nan,,0.5\n".utf8)).map(epoch) == [0, 1])
    #expect(
      reader.read(Array("2,0.1,x,0.2\r\n".utf8))
        == [
          .row(
            MetricRow(metrics: ["loss": 0.1, "val_loss": 0.2], epoch: 2, unread: ["note": "x"]))
        ])
  }

  @Test(arguments: [
    "loss;epoch\n0,5;3\n", "Epoch\tloss\n3\t0.5\n", "\u{feff}epoch,loss\n3,0.5\n",
    "\"\",\"epoch\",\"loss\"\n\"1\",3,0.5\n", "epoch, loss\n 3, 0.5\n",
    "# of mine\n\nepoch,loss\n3,0.5",
    "epoch,loss,b\n3,0.5,NA\n", "epoch,loss,\"a \"\"b\"\", c\"\n3,0.5,\"x,\ny\"\n",
  ])
  func `tables are written in many ways`(text: String) {
    #expect(rows(text).map { $0.metrics["loss"] } == [0.5])
    #expect(rows(text).map(\.epoch) == [3])
  }

  @Test func `steps may stand for epochs, and a row may fill only some columns`() {
    let rows = rows("step,epoch,loss,val_loss\n1,0,0.9,\n2,0,,0.8\n")
    #expect(rows.map(\.metrics) == [["loss": 0.9], ["val_loss": 0.8]])
    #expect(rows.map(\.step) == [1, 2])
    #expect(self.rows("time/total_timesteps,reward\n128,20.5\n").map(\.step) == [128])
  }

  @Test func `a column may say which part of the data a row is about`() {
    #expect(
      rows("epoch,phase,acc\n1,train,0.9\n1,val,0.5\n").map(\.part) == ["train", "val"])
  }

  @Test(arguments: ["loss,accuracy\n1,2\n", "epoch\n1\n", "a log\nepoch,loss\n1,2\n", "\n\n"])
  func `other files measure nothing`(text: String) {
    #expect(rows(text).isEmpty)
  }

  @Test func `rows of another width are left out, and it is told`() {
    var reader = TableReader()
    #expect(reader.read(Array("epoch,loss\n1,0.5,\n2,0.4,7\n".utf8)).count == 1)
    #expect(reader.complaint?.hasPrefix("rows that have more or fewer fields") == true)
  }

  @Test func `a table without such a column is known for what it is`() {
    var reader = TableReader()
    _ = reader.read(Array("round,val_accuracy\n1,0.5\n".utf8))
    #expect(reader.unreadColumns == ["round", "val_accuracy"])
  }

  @Test(arguments: ["x,0.5\n", "1\n", "1,\n", ",,,\n", "1,0.5,7\n"])
  func `lines without an epoch or a number, or with other columns, measure nothing`(line: String) {
    #expect(rows("epoch,loss\n" + line).isEmpty)
  }

  private func rows(_ text: String) -> [MetricRow] {
    var reader = TableReader()
    let found = reader.read(Array(text.utf8)) + reader.finish()
    return found.compactMap { if case .row(let row) = $0 { row } else { nil } }
  }

  private func epoch(_ finding: Finding) -> Double? {
    if case .row(let row) = finding { row.epoch } else { nil }
  }
}
