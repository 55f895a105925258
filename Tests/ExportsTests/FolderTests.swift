import Documents
import Exports
import Testing

struct FolderTests {
  private let place: Workplace
  private let material: ExportSource

  init() throws {
    place = try Workplace()
    material = try place.material(fates: [.measured(0.5), .measured(0.75)])
  }

  private let tables = [
    "measurements.csv", "splits.csv", "summary.csv", "sweep.json", "trials.csv",
  ]

  @Test func `a directory that holds something else is refused and not touched`() throws {
    try place.makeDirectory("out")
    // Somebody's spec has the name of one of ours.
    try place.write("{\"sweep\": \"mine\"}", to: "out/sweep.json")
    let error = #expect(throws: ExportError.self) { try place.export(material) }
    #expect(error?.description.contains("--force") == true)
    #expect(try place.names("out") == ["sweep.json"])
    #expect(try place.text("out/sweep.json") == "{\"sweep\": \"mine\"}")
  }

  @Test func `an empty directory is as good as none`() throws {
    try place.makeDirectory("out")
    try place.export(material)
    #expect(try place.names("out") == tables)
  }

  @Test func `an earlier export gives way, and what others put beside it stays`() throws {
    try place.export(material)
    try place.write("old", to: "out/trials.csv")
    try place.write("old", to: "out/report.html")
    try place.write("mine", to: "out/notes.txt")
    try place.export(material)
    #expect(try place.names("out") == (tables + ["notes.txt"]).sorted())
    #expect(try place.text("out/trials.csv") != "old")
  }

  @Test func `force replaces files of the same names, and no others`() throws {
    try place.makeDirectory("out")
    try place.write("mine", to: "out/trials.csv")
    try place.write("mine", to: "out/report.html")
    try place.export(material, isForced: true)
    #expect(try place.names("out") == (tables + ["report.html"]).sorted())
    #expect(try place.text("out/trials.csv") != "mine")
    #expect(try place.text("out/report.html") == "mine")
  }

  @Test func `nothing is seen of an export that was not finished`() throws {
    try place.export(material, to: "old")
    let before = try place.bytes("old/trials.csv")
    for name in ["new", "old"] {
      let folder = try Folder(at: place.path(name), like: .tables, isForced: false)
      try folder.write("half", as: "trials.csv")
    }
    #expect(try place.names() == ["old", "sweep.sqlite"])
    #expect(try place.names("old") == tables)
    #expect(try place.bytes("old/trials.csv") == before)
  }

  @Test func `what a killed export has left is cleared away`() throws {
    try place.makeDirectory("out/.sweep-export/deep")
    try place.write("half", to: "out/.sweep-export/deep/trials.csv")
    try place.export(material)
    #expect(try place.names("out") == tables)
  }

  @Test func `a place that cannot be written is named`() throws {
    try place.write("", to: "file")
    for name in ["file", "no/such/parent"] {
      let error = #expect(throws: ExportError.self) { try place.export(material, to: name) }
      #expect(error?.description.contains(place.path(name)) == true)
    }
  }
}
