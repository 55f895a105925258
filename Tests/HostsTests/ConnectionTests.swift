import Foundation
import Processes
import Testing

@testable import Hosts

/// A host without a network: what stands for ssh carries out the command here, in a home of its own
/// and, as ssh does, in a process that goes on when ssh is killed.
final class LoopbackHost {
  let folder = NSTemporaryDirectory() + "sweep-host-\(UUID().uuidString)"
  var home: String { "\(folder)/home" }
  var base: String { "\(home)/.cache/sweep" }

  init() throws {
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try write(
      """
      #!/bin/sh
      for word; do command=$word; done
      echo "$@" >>"\(folder)/calls"
      cd "\(home)" && unset XDG_CACHE_HOME && HOME="\(home)" exec setsid --wait sh -c "$command"
      """, to: "ssh")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A shell reads the script: a file that was just written cannot be started while a process that
  /// another test forks meanwhile still holds it open.
  func connection() throws -> SSHConnection {
    SSHConnection(try RemoteHost("ada"), shell: ["/bin/sh", "\(folder)/ssh"])
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    return "\(folder)/\(name)"
  }

  func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(base)/\(path)", encoding: .utf8)
  }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}

struct ConnectionTests {
  let host: LoopbackHost
  let connection: SSHConnection

  init() throws {
    host = try LoopbackHost()
    connection = try host.connection()
  }

  @Test func `a probe tells what a host is`() throws {
    let facts = try connection.probe()
    #expect(facts.base == host.base)
    #expect(facts.architecture == CurrentProcess.architecture)
    #expect(facts.glibc.hasPrefix("2."))
    #expect(facts.cores >= 1)
    #expect(facts.memory > 1 << 20)
    #expect(facts.free > 0)
    #expect(facts.lacking == [])
    #expect(facts.programs == [] && facts.blobs == [])
  }

  @Test func `ssh is never to ask for anything, nor to change what it knows`() throws {
    _ = try connection.probe()
    let calls = try String(contentsOfFile: "\(host.folder)/calls", encoding: .utf8)
    for option in ["BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no"] {
      #expect(calls.contains("-o \(option)"))
    }
  }

  @Test func `a file is brought once, and has its place`() throws {
    _ = try connection.probe()
    let file = try LocalFile(at: host.write("some data", to: "data.csv"))
    try connection.send(file)
    #expect(try connection.probe().blobs == [file.hash])
    try connection.share(file, at: "set/data.csv")
    #expect(try host.text("set/data.csv") == "some data")
    try connection.lay(file, at: "deep/data.csv", of: "job")
    #expect(try host.text("jobs/job/work/deep/data.csv") == "some data")
  }

  @Test func `a copy that broke goes on where it stopped`() throws {
    _ = try connection.probe()
    let file = try LocalFile(at: host.write("0123456789", to: "data"))
    let draft = try #require(try draft(of: file))
    try Data("01234".utf8).write(to: URL(filePath: draft))
    try connection.send(file)
    #expect(try host.text("blobs/\(file.hash)") == "0123456789")
    #expect(!host.exists(draft))
  }

  @Test func `what did not arrive as it was sent is refused and thrown away`() throws {
    _ = try connection.probe()
    let file = try LocalFile(at: host.write("0123456789", to: "data"))
    let draft = try #require(try draft(of: file))
    try Data("xxxxx".utf8).write(to: URL(filePath: draft))
    let error = try #require(throws: HostError.self) { try connection.send(file) }
    #expect(
      error.description
        == "'\(file.path)' did not arrive as it was sent, and was thrown away; try again")
    #expect(!host.exists(draft))
    try connection.send(file)
    #expect(try host.text("blobs/\(file.hash)") == "0123456789")
  }

  @Test func `a job outlives the connection, is started once, and ends when it is told`() throws {
    let base = try connection.probe().base
    let job = Job("job", through: connection, base: base)
    let words = [
      "sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.05; done", "\(job.folder)/key",
    ]
    try job.start(words).pass()
    #expect(try job.state().runs)
    let process = try host.text("jobs/job/pid")
    try job.start(words).pass()
    #expect(try host.text("jobs/job/pid") == process)
    try job.stop()
    #expect(try !job.state().runs)
  }

  @Test func `a job that nobody told to stay ends with whoever started it`() throws {
    let base = try connection.probe().base
    let job = Job("job", through: connection, base: base)
    let words = ["sh", "-c", "while :; do sleep 0.05; done", "\(job.folder)/key"]
    let startup = try job.start(words)
    #expect(try job.state().runs)
    let process = try host.text("jobs/job/pid").split(separator: "\n")[0]
    // Its files may be gone by then.
    try FileManager.default.removeItem(atPath: "\(host.base)/jobs")
    _ = consume startup
    let runs = {
      FileManager.default.contents(atPath: "/proc/\(process)/cmdline")?.isEmpty == false
    }
    let deadline = ContinuousClock.now + .seconds(60)
    while runs(), ContinuousClock.now < deadline { usleep(20_000) }
    #expect(!runs())
  }

  @Test func `a job that ends at once says why`() throws {
    let base = try connection.probe().base
    let job = Job("job", through: connection, base: base)
    let error = try #require(throws: HostError.self) {
      try job.start(["sh", "-c", "echo no library >&2; exit 1", "\(job.folder)/key"])
    }
    #expect(error.description == "no library")
  }

  @Test func `a job that is done before anybody looks has not failed`() throws {
    let base = try connection.probe().base
    let job = Job("job", through: connection, base: base)
    try job.start(["sh", "-c", "echo gone home", "\(job.folder)/key"]).pass()
    let state = try job.state()
    #expect(!state.runs && state.lastLine == "gone home")
  }

  @Test func `cleaning takes away what was brought, and nothing else`() throws {
    _ = try connection.probe()
    let file = try LocalFile(at: host.write("some data", to: "data.csv"))
    try connection.send(file)
    try connection.share(file, at: "set/data.csv")
    try Data("mine".utf8).write(to: URL(filePath: "\(host.base)/set/mine.csv"))
    try connection.clean()
    #expect(try FileManager.default.contentsOfDirectory(atPath: host.base) == ["set"])
    #expect(try host.text("set/mine.csv") == "mine")
  }

  @Test func `an answer that is not the probe's is told from one`() throws {
    try host.write("#!/bin/sh\ncat >/dev/null; echo welcome", to: "ssh")
    let error = try #require(throws: HostError.self) { try connection.probe() }
    #expect(error.description.hasPrefix("its shell does not do what it is told"))
  }

  /// Where the part of a file lies that has come so far.
  private func draft(of file: LocalFile) throws -> String? {
    _ = try connection.call("size", file.hash)
    let node = try Processes.Command("uname", arguments: ["-n"]).output().output
    return node.split(separator: "\n").first.map { "\(host.base)/drafts/\(file.hash).\($0)" }
  }
}
