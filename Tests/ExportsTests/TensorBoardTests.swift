import Foundation
import Sweeps
import Testing
import Trials

@testable import Exports

struct TensorBoardTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  /// The bytes are what TensorBoard's own `RecordWriter` makes of the same events.
  @Test func `writes the bytes that TensorBoard writes`() {
    var events = EventFile(began: 1.5)
    events.add(0.1, of: "val_loss", step: 300, at: 2.5)
    events.addParameters("session_end_info", at: 3.5) { data in
      data.add(4) { session in
        session.add(1, 1)
        session.add(2, 3.5)
      }
    }
    let hexadecimal = """
      1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c1f0000000000\
      0000514b441809000000000000044010ac022a110a0f0a0876616c5f6c6f737315cdcccc3dfb2dab884500000000\
      000000ebe668b0090000000000000c402a3a0a380a1a5f68706172616d735f2f73657373696f6e5f656e645f696e\
      666f4a1a0a180a0768706172616d73120d220b0801110000000000000c40f2d053cd
      """
    #expect(events.bytes.map { String(format: "%02x", $0) }.joined() == hexadecimal)
  }

  @Test func `every result is a run, in the group of its configuration`() throws {
    let failure = Failure(cause: .crashed, message: "it ended")
    try export(
      try place.material(
        replicates: 2,
        fates: [.measured(0.5, 0.75), .measured(1), .failed(failure), .diverged([])]))
    #expect(
      try place.names("logs") == [
        "configuration-0,l2=0", "configuration-1,l2=0.001", "events.out.tfevents.0.sweep",
      ])
    #expect(try place.names("logs/configuration-0,l2=0") == ["replicate-0"])
    #expect(
      try place.names("logs/configuration-1,l2=0.001") == ["replicate-0", "replicate-1"])

    let events = try run("configuration-0,l2=0/replicate-0")
    #expect(events[0].text(3) == "brain.Event:2")
    #expect(
      events.map { $0.double(1) } == [1_772_323_201.25, 1_772_323_201.25]
        + [2.25, 3.25, 3.25].map { 1_772_323_200 + $0 })
    let values = events.dropFirst().map { $0.message(5)!.message(1)! }
    #expect(
      values.map { $0.text(1) } == [
        "_hparams_/session_start_info", "val_accuracy", "val_accuracy",
        "_hparams_/session_end_info",
      ])
    #expect(values[1...2].map { $0.float(2) } == [0.5, 0.75])
    #expect(events.map { $0.integer(2) } == [nil, nil, 1, 2, nil])
    let start = values[0].message(9)!.message(1)!
    #expect(start.text(1) == "hparams")
    let session = start.message(2)!.message(3)!
    #expect(session.text(4) == "configuration-0,l2=0")
    #expect(session.message(1)!.text(1) == "l2")
    #expect(session.message(1)!.message(2)!.double(2) == 0)
    #expect(values[3].message(9)!.message(1)!.message(2)!.message(4)!.integer(1) == 1)

    let diverged = try run("configuration-1,l2=0.001/replicate-1")
    let end = diverged.last?.message(5)!.message(1)!.message(9)!.message(1)!.message(2)!.message(4)
    #expect(end?.integer(1) == 2)
  }

  @Test func `the root tells what is varied and what is measured, the sweep's metric first`() throws
  {
    try export(
      try place.material(
        parameters: [.numbers("l2", [0]), .texts("net", ["a/b", "wíde"])],
        fates: [.completed([["val_accuracy": 1, "accuracy": 2]]), .measured(1)]))
    let events = try Decoded.events(try place.bytes("logs/events.out.tfevents.0.sweep"))
    let value = events[1].message(5)!.message(1)!
    #expect(value.text(1) == "_hparams_/experiment")
    let experiment = value.message(9)!.message(1)!.message(2)!.message(2)!
    #expect(experiment.text(6) == "small")
    #expect(experiment.messages(4).map { $0.text(1) } == ["l2", "net"])
    #expect(experiment.messages(4).map { $0.integer(4) } == [3, 1])
    #expect(
      experiment.messages(5).map { $0.message(1)?.text(2) } == ["val_accuracy", "accuracy"])
    #expect(
      try place.names("logs").dropLast() == [
        "configuration-0,l2=0,net=a_b", "configuration-1,l2=0,net=w_de",
      ])
  }

  @Test func `runs that are no more are taken away`() throws {
    let material = try place.material(fates: [.measured(0.5), .measured(1)])
    try export(material)
    try place.makeDirectory("logs/configuration-7,l2=1/replicate-0")
    try place.makeDirectory("logs/another experiment")
    try export(material)
    #expect(
      try place.names("logs") == [
        "another experiment", "configuration-0,l2=0", "configuration-1,l2=0.001",
        "events.out.tfevents.0.sweep",
      ])
  }

  private func export(_ material: ExportSource) throws {
    let folder = try Folder(at: place.path("logs"), like: .tensorBoard, isForced: false)
    try material.writeTensorBoard(to: folder)
    try folder.finish()
  }

  private func run(_ name: String) throws -> [Decoded] {
    try Decoded.events(try place.bytes("logs/\(name)/events.out.tfevents.0.sweep"))
  }
}
