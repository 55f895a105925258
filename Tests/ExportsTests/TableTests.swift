import Documents
import Exports
import Reports
import Sweeps
import Testing
import Trials

struct TableTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test func `trials are told a line each, finished or not`() throws {
    let failure = Failure(cause: .crashed, message: "it \"ended\" badly", output: "bang\n")
    let material = try place.material(
      parameters: [.numbers("l2", [0, 0.001]), .texts("net", ["a,b", "wide"])],
      fates: [.measured(0.5, 0.75), .diverged([["val_accuracy": 0.1]]), .failed(failure), .open])
    try place.export(material)
    let lines = try place.lines("out/trials.csv")
    let rest = lines.map { line in String(line.drop { $0 != "," }) }
    #expect(
      rest.joined(separator: "\n") == """
        ,configuration,l2,net,replicate,fold,status,metric,value,epochs,seconds,attempts,host,\
        kernel,started,ended,failure,message
        ,0,0,"a,b",0,0,completed,val_accuracy,0.75,2,2.0,1,ada,SkylakeX,\
        2026-03-01T00:00:01.250Z,2026-03-01T00:00:03.250Z,,
        ,1,0,wide,0,0,diverged,val_accuracy,,1,1.0,1,ada,SkylakeX,\
        2026-03-01T00:00:01.250Z,2026-03-01T00:00:03.250Z,,
        ,2,0.001,"a,b",0,0,failed,val_accuracy,,0,,1,ada,SkylakeX,\
        2026-03-01T00:00:01.250Z,2026-03-01T00:00:03.250Z,crashed,"it ""ended"" badly"
        ,3,0.001,wide,0,0,open,val_accuracy,,0,,0,,,,,,
        """)
    #expect(lines.dropFirst().allSatisfy { $0.prefix { $0.isHexDigit }.count == 64 })
  }

  @Test func `every number reads back as the same double, and what is none says so`() throws {
    let hard = [
      0.1 + 0.2, .leastNonzeroMagnitude, 1.7976931348623157e308, -2, .infinity, -.infinity, .nan,
    ]
    let material = try place.material(
      fates: [.completed(hard.map { ["val_accuracy": $0] }), .measured(1)])
    try place.export(material)
    let fields = try place.lines("out/measurements.csv").dropFirst().prefix(hard.count)
      .map { $0.split(separator: ",")[5] }
    #expect(
      fields == [
        "0.30000000000000004", "5e-324", "1.7976931348623157e+308", "-2.0", "inf", "-inf", "NaN",
      ])
    for (field, number) in zip(fields, hard) {
      let read = try #require(Double(field))
      #expect(read.bitPattern == number.bitPattern || read.isNaN && number.isNaN)
    }
  }

  @Test func `what was not measured at an epoch is empty, and not NaN`() throws {
    let material = try place.material(
      fates: [
        .completed([["val_accuracy": 0.5], ["val_accuracy": .nan, "loss": 2]]), .measured(1),
      ])
    try place.export(material)
    #expect(
      try place.text("out/measurements.csv") == """
        configuration,l2,replicate,fold,epoch,loss,val_accuracy
        0,0,0,0,1,,0.5
        0,0,0,0,2,2.0,NaN
        1,0.001,0,0,1,,1.0

        """)
  }

  @Test func `a parameter and a metric with the name of a column are told apart from it`() throws {
    let material = try place.material(
      parameters: [.numbers("value", [1]), .numbers("loss", [2]), .numbers("fold", [3])],
      fates: [.completed([["val_accuracy": 1, "loss": 4, "epoch": 5]])])
    try place.export(material)
    #expect(
      try place.lines("out/trials.csv")[0].hasPrefix(
        "trial,configuration,value (parameter),loss,fold (parameter),replicate,fold,"))
    #expect(
      try place.text("out/measurements.csv") == """
        configuration,value,loss (parameter),fold (parameter),replicate,fold,epoch,epoch (metric),\
        loss,val_accuracy
        0,1,2,3,0,0,1,5.0,4.0,1.0

        """)
  }

  @Test func `splits name every row of every fold`() throws {
    let material = try place.material(folds: 2, fates: Array(repeating: .measured(1), count: 4))
    try place.export(material)
    let lines = try place.lines("out/splits.csv")
    #expect(lines[0] == "fold,row,part")
    for fold in 0..<2 {
      let rows = lines.dropFirst().filter { $0.hasPrefix("\(fold),") }
      #expect(Set(rows.map { $0.split(separator: ",")[1] }).count == 8)
      #expect(rows.count { $0.hasSuffix(",validation") } == 4)
    }
  }

  @Test func `the summary is the table's`() throws {
    let material = try place.material(fates: [.measured(0.5), .measured(0.75)])
    try place.export(material)
    #expect(try place.text("out/summary.csv") == material.table.csv)
  }

  @Test func `the same results give the same bytes`() throws {
    let material = try place.material(
      replicates: 2, fates: [.measured(0.5), .measured(0.75), .measured(0.25, .nan), .running])
    try place.export(material, to: "a")
    try place.export(try place.material(), to: "b")
    #expect(
      try place.names("a") == [
        "measurements.csv", "splits.csv", "summary.csv", "sweep.json", "trials.csv",
      ])
    for name in try place.names("a") {
      #expect(try place.bytes("a/\(name)") == place.bytes("b/\(name)"))
    }
  }
}
