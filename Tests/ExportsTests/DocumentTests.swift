import Documents
import Foundation
import Schemas
import Store
import Sweeps
import Testing

/// `sweep.json`, and the schema that describes it.
struct DocumentTests {
  private let place: Workplace
  private let schema: JSONSchema

  init() throws {
    place = try Workplace()
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Exports/sweep.schema.json")
    schema = try JSONSchema(String(contentsOf: file, encoding: .utf8))
  }

  private func document(_ fates: [Fate], folds: Int? = nil) throws -> Document {
    let block = Document(.map([.init(key: "units", value: Document(.integer(4)))]))
    let material = try place.material(
      parameters: [
        .numbers("l2", [0, 0.1 + 0.2]),
        Parameter(
          name: "net",
          options: [
            .init(label: "small", value: Document(.list([block]))),
            .init(label: "none", value: Document(.null)),
          ]),
      ], folds: folds, fates: fates)
    try place.export(material)
    return try #require(Document(json: place.text("out/sweep.json")))
  }

  private let everyFate: [Fate] = [
    .completed([["val_accuracy": .nan, "loss": .infinity], ["val_accuracy": 0.1 + 0.2]]),
    .diverged([["loss": -.infinity]]),
    .failed(Failure(cause: .timedOut, message: "it took 10m", output: "\u{1}\t\"é\"\n")),
    .running,
  ]

  @Test func `is valid by its schema, whatever became of the trials`() throws {
    #expect(try schema.complaints(about: document(everyFate)) == [])
  }

  @Test func `is valid by its schema for folds and before the first trial`() throws {
    let fates = [Fate](repeating: .open, count: 8)
    #expect(try schema.complaints(about: document(fates, folds: 2)) == [])
  }

  @Test(arguments: [
    ("\"version\": 1", "\"version\": 2"), ("\"status\":\"running\"", "\"status\":\"lost\""),
    ("\"NaN\"", "\"nan\""), ("\"epochs\":[1", "\"epochs\":[0"), ("\"hash\":\"", "\"hash\":\"x"),
    ("\"attachments\"", "\"attachment\""), ("\"value\":[{", "\"values\":[{"),
    ("\"ending\":null", "\"ending\":\"vanished\""), ("\"validation\":[6", "\"validation\":[-6"),
    ("\"seed\":\"", "\"seed\":\"-"), ("\"goal\":\"maximize\"", "\"goal\":\"max\""),
    ("\"n\":1", "\"n\":-1"),
  ]) func `the schema notices`(what: String, instead: String) throws {
    _ = try document(everyFate)
    let text = try place.text("out/sweep.json")
    try #require(text.contains(what))
    let other = try #require(Document(json: text.replacing(what, with: instead)))
    #expect(schema.complaints(about: other) != [])
  }

  @Test func `holds everything exactly`() throws {
    let document = try document(everyFate)
    let trials = try #require(document["trials"]?.list)
    #expect(trials.map { $0["status"]?.label } == ["completed", "diverged", "failed", "running"])
    #expect(trials[0]["value"] == Document(.number(0.1 + 0.2)))
    #expect(trials[0]["epochs"]?.label == "[1, 2]")
    #expect(trials[0]["measurements"]?["val_accuracy"]?.label == "[NaN, 0.30000000000000004]")
    #expect(trials[0]["measurements"]?["loss"]?.label == "[Infinity, null]")
    #expect(trials[0]["attachments"]?["confusion"]?.label == "[NaN, 3]")
    #expect(trials[1]["measurements"]?["loss"]?.label == "[-Infinity]")
    #expect(trials[1]["value"] == Document(.null), "what diverged has no value")
    let failure = trials[2]["attempts"]?.list?[0]["failure"]
    #expect(failure?["cause"]?.label == "timed out")
    #expect(failure?["output"]?.label == "\u{1}\t\"é\"\n")
    #expect(trials[3]["attempts"]?.list?[0]["ended"] == Document(.null))
    let values = document["configurations"]?.list?.map {
      [$0["parameters"]?["l2"]?["value"]?.label, $0["parameters"]?["net"]?["value"]?.label]
    }
    #expect(
      values == [
        ["0", "[{units: 4}]"], ["0", "null"], ["0.30000000000000004", "[{units: 4}]"],
        ["0.30000000000000004", "null"],
      ])
    #expect(document["sweep"]?["evaluation"]?["seed"]?.label == "\(UInt64.max)")
    #expect(document["sweep"]?["spec"]?.label == "sweep: small\n")
    #expect(document["splits"]?.list?[0]["validation"]?.label == "[6, 7]")
  }
}

extension Document {
  fileprivate var list: [Document]? {
    if case .list(let elements) = content { elements } else { nil }
  }
}
