import Foundation
import Processes
import Testing

/// Files that come from a coordinator elsewhere: its results, and what trainings read.
struct FetchTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    for folder in ["far/data/optdigits", "near"] {
      try FileManager.default.createDirectory(
        atPath: sandbox.path(folder), withIntermediateDirectories: true)
    }
    // Sixteen pixels would do; the set wants 64 and a class.
    for (name, count) in [("tra", 40), ("tes", 20)] {
      let rows = (0..<count).map { row in
        (0..<64).map { "\((row * 7 + $0) % 17)" }.joined(separator: ",") + ",\(row % 10)\n"
      }
      try sandbox.write(rows.joined(), to: "far/data/optdigits/optdigits.\(name)")
    }
    try sandbox.write(
      """
      sweep: far
      data: optdigits
      network: [{ dense: { units: 10, activation: softmax } }]
      training:
        { loss: categorical_crossentropy, optimizer: { sgd: { learning_rate: 0.1 } },
          batch_size: 10, epochs: 2 }
      evaluate: { on: test, replicates: 4, seed: 1 }
      """, to: "far/far.yaml")
  }

  /// A line in one of the two places, each with a home of its own.
  private func start(_ place: String, _ line: String) throws -> Running {
    try sandbox.start(
      ["-c", "cd \(place) && exec '\(Sandbox.program)' \(line)"], as: "/bin/sh",
      environment: ["HOME": sandbox.path(place)])
  }

  @discardableResult
  private func run(_ place: String, _ line: String) throws -> Finished {
    try start(place, line).finish()
  }

  private func digest(_ place: String, _ file: String) throws -> String {
    let status = try run(place, "status --json --results \(file)")
    let json = try JSONSerialization.jsonObject(with: Data(status.output.utf8))
    return try #require((json as? [String: Any])?["digest"] as? String, "\(status.errors)")
  }

  /// A coordinator with a worker's key `ada` and a reader's key `eve`, which lie in the near place.
  private func serve() throws -> (Running, endpoint: String) {
    for line in ["keys new ada", "keys new eve --role reader"] {
      #expect(try run("far", line).status == .exited(0))
    }
    for key in ["ada.key", "eve.key"] {
      try FileManager.default.moveItem(
        atPath: sandbox.path("far/\(key)"), toPath: sandbox.path("near/\(key)"))
    }
    let coordinator = try start("far", "serve far.yaml --listen tcp://127.0.0.1:* --progress json")
    return (coordinator, try coordinator.endpoint())
  }

  @Test func `a worker without the data has it sent, and the table is that of a local run`() throws
  {
    let (coordinator, endpoint) = try serve()
    let worked = try run("near", "work \(endpoint) --key ada.key --slots 2")
    #expect(worked.status == .exited(0), "\(worked.errors)")
    #expect(worked.errors.contains("brought 'optdigits.tra' from the coordinator\n"))
    #expect(try coordinator.finish().status == .exited(0))
    #expect(sandbox.exists("near/.cache/sweep/optdigits/optdigits.tes"))
    try run("far", "run far.yaml -j 1 --results local.sqlite")
    #expect(try digest("far", "sweep.sqlite") == digest("far", "local.sqlite"))
  }

  @Test func `data that is there is not sent, and other data is refused by its hash`() throws {
    try FileManager.default.copyItem(
      atPath: sandbox.path("far/data"), toPath: sandbox.path("near/data"))
    let rows = try String(
      contentsOfFile: sandbox.path("near/data/optdigits/optdigits.tra"), encoding: .utf8)
    try sandbox.write(rows + rows, to: "near/data/optdigits/optdigits.tra")
    let (coordinator, endpoint) = try serve()
    let worker = try start("near", "work \(endpoint) --key ada.key --slots 1")
    // It is no failure of any trial: the worker goes home.
    let gone = try worker.finish()
    #expect(gone.status == .exited(69))
    #expect(
      gone.errors.contains("sweep: the data set optdigits of this host differs"), "\(gone.errors)")
    #expect(!sandbox.exists("near/.cache/sweep/optdigits"))
    coordinator.child.send(.terminate)
    _ = try coordinator.finish()
  }

  @Test func `results are brought over while they are being written, by a reader's key`() throws {
    let (coordinator, endpoint) = try serve()
    let refused = try run("near", "fetch \(endpoint) --key ada.key")
    #expect(refused.status == .exited(3))
    #expect(refused.errors.contains("a worker's key opens no results"), "\(refused.errors)")
    #expect(!sandbox.exists("near/sweep.sqlite"))

    let line = try Readme.line("sweep fetch", of: "On several machines")
      .replacing("tcp://10.0.0.5:5555", with: endpoint)
      .replacing("far.sqlite", with: "sweep.sqlite")
    let fetched = try run("near", String(line.dropFirst("sweep ".count)))
    #expect(fetched.output == "sweep.sqlite\n", "\(fetched.errors)")
    #expect(try run("near", "status").output.hasPrefix("far: 0 of 4 trials done"))
    let again = try run("near", "fetch \(endpoint) --key eve.key")
    #expect(
      again.errors
        == "sweep: there is a file 'sweep.sqlite' already; name another with --output, or replace it"
        + " with --force\n")
    // A log that a crash left beside a file that is gone would end up in the new one.
    try sandbox.write("old", to: "near/new.sqlite-wal")
    let beside = try run("near", "fetch \(endpoint) --key eve.key -o new.sqlite")
    #expect(beside.status == .exited(2))
    #expect(beside.errors.hasPrefix("sweep: 'new.sqlite-wal' is left of another 'new.sqlite'"))
    try FileManager.default.removeItem(atPath: sandbox.path("near/new.sqlite-wal"))
    // Nothing but the file itself, and no work for the coordinator but that.
    let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.path("near"))
    #expect(Set(names) == ["ada.key", "eve.key", "sweep.sqlite"])
    #expect(try digest("near", "sweep.sqlite") == digest("far", "sweep.sqlite"))
    coordinator.child.send(.terminate)
    #expect(try coordinator.finish().status == .exited(143))
  }

  @Test(.disabled(if: Sanitizer.isOn, "it writes files of its own, and may not"))
  func `a disk without room is said, and what is there stays whole`() throws {
    let (coordinator, endpoint) = try serve()
    try sandbox.write("mine", to: "near/far.sqlite")
    // A process that may write no more than a few pages, as on a disk that is full.
    let fetched = try sandbox.start(
      [
        "-c",
        "cd near && trap '' XFSZ && ulimit -f 8 && exec '\(Sandbox.program)' fetch \(endpoint)"
          + " --key eve.key -o far.sqlite --force",
      ], as: "/bin/sh", environment: ["HOME": sandbox.path("near")]
    ).finish()
    #expect(fetched.status == .exited(3))
    #expect(
      fetched.errors.contains("'far.sqlite' cannot be written: File too large"), "\(fetched.errors)"
    )
    #expect(try String(contentsOfFile: sandbox.path("near/far.sqlite"), encoding: .utf8) == "mine")
    coordinator.child.send(.terminate)
    _ = try coordinator.finish()
  }

  @Test func `nobody there is said`() throws {
    let fetched = try run("near", "fetch tcp://127.0.0.1:1 --patience 1s")
    #expect(fetched.status == .exited(3))
    #expect(fetched.errors.hasPrefix("sweep: no coordinator answered at tcp://127.0.0.1:1 for 1"))
  }
}
