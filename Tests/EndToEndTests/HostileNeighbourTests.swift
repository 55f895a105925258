import CBOR
import Cluster
import Foundation
import Hashing
import Keys
import Processes
import SQLite
import Testing
import Trials
import ZeroMQ

/// Somebody with a key who says too much, and never listens.
struct HostileNeighbourTests {
  private let sandbox: Sandbox
  private let context: Context

  init() throws {
    context = try Context()
    sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    try sandbox.run("keys", "new", "ada")
    try sandbox.run("keys", "new", "mallory")
    try sandbox.run("keys", "new", "rita", "--role", "reader")
  }

  private func serve() throws -> (Running, endpoint: String) {
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--progress", "plain")
    return (coordinator, try coordinator.endpoint())
  }

  private func socket(_ name: String, at endpoint: String) throws -> Socket {
    let key = try WorkerKey(KeyFile(at: sandbox.path("\(name).key")), for: [.worker, .reader])
    let socket = try Socket(
      .dealer, in: context,
      [
        .curveClient(key.pair, serverKey: key.coordinator), .immediate, .linger(.zero),
        // A message that is not read stays at the other side.
        .receiveHighWater(1), .sendHighWater(10_000),
      ])
    try socket.connect(to: endpoint)
    return socket
  }

  /// Sends as soon as there is room; false where there is none for ten seconds.
  private func send(_ frame: [UInt8], on socket: borrowing Socket) throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while try socket.send([frame]) != .sent {
      var poller = Poller()
      _ = poller.add(socket, for: .writable)
      _ = try poller.wait(upTo: .milliseconds(100))
      if .now > deadline { return false }
    }
    return true
  }

  private func frame(_ message: Cluster.Message, _ sequence: Int = 1) -> [UInt8] {
    Envelope(term: 0, session: Session(number: 7 << 32), sequence: sequence, message: message)
      .bytes
  }

  /// An envelope of a type, whose body is an array of as many small numbers as fit.
  private func largest(type: UInt8) -> [UInt8] {
    let body = Item.array(Array(repeating: .integer(0), count: WireLimit.body - 16)).encoded()
    var header = Array(frame(.bye).prefix(32))
    header[5] = type
    header += (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (24 - 8 * $0)) }
    let sum = crc32c([header, body])
    return header + (0..<4).map { UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * $0)) } + body
  }

  /// The most memory that a process has had, in MiB.
  private func peakMemory(of process: Int32) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) }) / 1024
  }

  /// An honest worker comes in and trains all there is, whatever the other one does.
  private func expectHonestWork(_ coordinator: Running, at endpoint: String) throws {
    let ada = try sandbox.run("work", endpoint, "--slots", "2", "--key", "ada.key")
    #expect(ada.status == .exited(0), "\(ada.errors)")
    #expect(try coordinator.finish().status == .exited(0))
  }

  @Test(
    arguments: [("rita", 6), ("rita", 3), ("mallory", 3), ("mallory", 1), ("mallory", 4)]
      as [(String, UInt8)])
  func `the largest messages of a kind that is small are refused unread, and nobody waits`(
    name: String, type: UInt8
  ) throws {
    let (coordinator, endpoint) = try serve()
    let frame = largest(type: type)
    let socket = try socket(name, at: endpoint)
    for _ in 0..<20 { #expect(try send(frame, on: socket)) }
    try expectHonestWork(coordinator, at: endpoint)
    // Before, twenty took more than a gigabyte.
    #expect(try sandbox.run("doctor").succeeded)
  }

  @Test func `memory stays what it was under the largest messages`() throws {
    let (coordinator, endpoint) = try serve()
    for name in ["rita", "mallory"] {
      let socket = try socket(name, at: endpoint)
      for type in [3, 7] as [UInt8] {
        let frame = largest(type: type)
        for _ in 0..<10 { #expect(try send(frame, on: socket)) }
      }
      // Read in order: once this is answered, all of it has been seen to.
      #expect(try send(frame(.request(number: 1, #"{"request":"status","after":0}"#)), on: socket))
      var poller = Poller()
      let key = poller.add(socket)
      #expect(try poller.wait(upTo: .seconds(60) * Sanitizer.patience)[key] != nil)
    }
    let memory = try peakMemory(of: coordinator.child.id)
    #expect(memory < 400 || Sanitizer.isOn, "\(memory) MiB at the peak")
    try expectHonestWork(coordinator, at: endpoint)
  }

  @Test func `whoever asks and never reads is answered no more, and then hung up on`() throws {
    let (coordinator, endpoint) = try serve()
    let offer = try offerOfResults(at: endpoint)
    let monitored = try socket("rita", at: endpoint)
    let watch = try Monitor(monitored, in: context)
    let question = frame(.ask(.piece(offer.digest, offset: 0)))
    var asked = 0
    var isHungUp = false
    let deadline = ContinuousClock.now + .seconds(60) * Sanitizer.patience
    while !isHungUp, .now < deadline {
      for _ in 0..<3_000 where try send(question, on: monitored) { asked += 1 }
      // A socket that reads nothing does not hear that it was hung up on either.
      var poller = Poller()
      let answers = poller.add(monitored)
      _ = watch.add(to: &poller)
      while !isHungUp, try poller.wait(upTo: .milliseconds(500))[answers] != nil {
        while try monitored.receive() != nil {}
        while let event = try watch.next() { if case .disconnected = event { isHungUp = true } }
      }
      while let event = try watch.next() { if case .disconnected = event { isHungUp = true } }
    }
    #expect(isHungUp, "after \(asked) questions")
    let memory = try peakMemory(of: coordinator.child.id)
    #expect(memory < 200 || Sanitizer.isOn, "\(memory) MiB at the peak after \(asked) questions")
    try expectHonestWork(coordinator, at: endpoint)
  }

  /// The file that an honest reader is offered.
  private func offerOfResults(at endpoint: String) throws -> OfferedFile {
    let socket = try socket("rita", at: endpoint)
    var sequence = 0
    let deadline = ContinuousClock.now + .seconds(60) * Sanitizer.patience
    while true {
      sequence += 1
      #expect(try send(frame(.ask(.results), sequence), on: socket))
      var poller = Poller()
      _ = poller.add(socket)
      _ = try poller.wait(upTo: .milliseconds(200))
      while let message = try socket.receive() {
        for envelope in try Envelope.all(in: message.frames[0], from: .coordinator) {
          if case .tell(.offer(let files)) = envelope.message, let file = files.first {
            return file
          }
        }
      }
      try #require(.now < deadline, "nothing is offered")
    }
  }
}
