import Glibc
import Processes
import Testing

/// Nobody waits for ever: what is not there by then never comes.
let timeout = Duration.seconds(20)

extension Descriptor {
  /// Everything up to the end, waited for.
  func readToEnd() throws -> String {
    var bytes: [UInt8] = []
    while true {
      switch try read() {
      case .bytes(let more): bytes += more
      case .wouldBlock: try #require(try waitUntilReadable(upTo: timeout))
      case .end: return String(decoding: bytes, as: UTF8.self)
      }
    }
  }
}

struct CommandTests {
  func shell(_ script: String) -> Command {
    var command = Command(
      "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"])
    command.output = .pipe
    return command
  }

  /// All that a command writes.
  func output(of command: Command) throws -> String {
    var command = command
    command.output = .pipe
    let child = try command.start()
    let text = try #require(try child.output?.readToEnd())
    #expect(try child.wait() == .exited(0))
    return text
  }

  @Test func `what goes in at one pipe comes out at the other`() throws {
    var command = Command("cat")
    command.input = .pipe
    command.output = .pipe
    let child = try command.start()
    #expect(try child.poll() == nil)
    #expect(try child.input?.write(Array("hello".utf8)) == .wrote(5))
    child.input = nil
    #expect(try child.output?.readToEnd() == "hello")
    #expect(try child.ending.waitUntilReadable(upTo: timeout))
    #expect(try child.poll() == .exited(0))
    #expect(try child.wait() == .exited(0))
  }

  @Test func `output and error output are told apart`() throws {
    var command = shell("echo data; echo trouble >&2; exit 7")
    command.errorOutput = .pipe
    let child = try command.start()
    #expect(try child.output?.readToEnd() == "data\n")
    #expect(try child.errorOutput?.readToEnd() == "trouble\n")
    #expect(try child.wait() == .exited(7))
  }

  @Test func `the environment is the one given and no more`() throws {
    let environment = ["B": "2", "A": "1 = one"]
    let lines = try output(of: Command("env", environment: environment)).split(separator: "\n")
    #expect(lines.sorted() == ["A=1 = one", "B=2"])
  }

  @Test func `starts in the directory given`() throws {
    var command = Command("pwd")
    command.directory = "/usr"
    #expect(try output(of: command) == "/usr\n")
  }

  @Test func `nothing comes in from the null device`() throws {
    #expect(try output(of: Command("cat")) == "")
  }

  @Test func `no other descriptor is passed on`() throws {
    let open = dup(2)
    defer { close(open) }
    // 3 is the directory that ls itself reads.
    #expect(try output(of: Command("ls", arguments: ["/proc/self/fd"])) == "0\n1\n2\n3\n")
  }

  @Test func `no signal is blocked or ignored`() throws {
    Signal.pipe.ignore()
    let signals = try Signals([.terminate])
    let lines = try output(
      of: Command("sed", arguments: ["-nE", "s/^Sig(Blk|Ign):\\s*//p", "/proc/self/status"]))
    let masks = lines.split(separator: "\n").map { UInt64($0, radix: 16) }
    // glibc has a child ignore 32 and 33, which its threads use among themselves.
    #expect(masks == [0, 0b11 << 31])
    #expect(signals.nextSignal() == nil)
  }

  /// Fields 5 and 6 of `/proc/PID/stat` are the process group and the session.
  @Test(arguments: [Command.Group.inherited, .own, .session])
  func `is in the group asked for`(group: Command.Group) throws {
    var command = Command("cut", arguments: ["-d", " ", "-f", "5,6", "/proc/self/stat"])
    command.group = group
    command.output = .pipe
    let child = try command.start()
    let id = child.id
    let expected =
      switch group {
      case .inherited: "\(getpgrp()) \(getsid(0))\n"
      case .own: "\(id) \(getsid(0))\n"
      case .session: "\(id) \(id)\n"
      }
    #expect(try child.output?.readToEnd() == expected)
  }

  @Test func `a signal reaches the descendants too`() throws {
    let child = try shell("sleep 600 & echo started; wait").start()
    try #require(try child.output?.waitUntilReadable(upTo: timeout) == true)
    child.send(.terminate)
    #expect(try child.wait() == .signalled(.terminate))
    // sleep held the pipe open.
    #expect(try child.output?.readToEnd() == "started\n")
    child.send(.terminate)
  }

  @Test func `a child that is let go is killed`() throws {
    func start() throws -> Int32 { try Command("sleep", arguments: ["600"]).start().id }
    #expect(kill(try start(), 0) == -1)
    #expect(errno == ESRCH)
  }

  @Test func `a refusal names the program and the reason`() {
    let missing = #expect(throws: SystemError.self) { try Command("/no/such/program").start() }
    #expect(missing?.description == "posix_spawn /no/such/program: No such file or directory")
    var lost = Command("/bin/true")
    lost.directory = "/no/such/place"
    let place = #expect(throws: SystemError.self) { try lost.start() }
    #expect(place?.subject == "/bin/true in /no/such/place")
  }

  @Test(arguments: [
    Command("echo", arguments: ["a\u{0}b"]), Command("echo", environment: ["A=B": "1"]),
    Command("echo", environment: ["": "1"]), Command("echo\u{0}"),
  ])
  func `what C would cut or confuse is refused`(command: Command) {
    let error = #expect(throws: SystemError.self) { try command.start() }
    #expect(error?.code == EINVAL)
  }
}
