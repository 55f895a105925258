import Foundation
import Keys
import Processes
import Testing
import ZeroMQ

@testable import Launching

/// The files of a folder that are brought to other hosts.
struct TravellingFilesTests {
  private let stage: TemporaryFolder
  private var top: String { "\(stage.path)/spec" }

  init() throws {
    stage = try TemporaryFolder()
    for file in ["spec/train.py", "spec/lib/values.py", "spec/data/rows.csv", "secret/id"] {
      try write("x", to: file)
    }
  }

  private func write(_ text: String, to name: String) throws {
    let path = "\(stage.path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: URL(filePath: path).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(stage.path)/\(name)", withDestinationPath: target)
  }

  private func refusal(_ path: String = ".", limit: Int = TravellingFiles.limit) -> String? {
    do throws(LaunchError) {
      _ = try TravellingFiles(path, in: top, limit: limit)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `all files travel, sorted, but what is hidden or made by Python`() throws {
    for name in ["spec/.env", "spec/.git/config", "spec/__pycache__/a.pyc", "spec/b.pyc"] {
      try write("x", to: name)
    }
    #expect(
      try TravellingFiles(".", in: top).paths == ["data/rows.csv", "lib/values.py", "train.py"])
    #expect(try TravellingFiles("lib", in: top).paths == ["lib/values.py"])
    #expect(try TravellingFiles("./lib", in: top).paths == ["lib/values.py"])
  }

  @Test func `what ignore files name stays`() throws {
    try write("*.csv\n/lib/\n", to: "spec/.gitignore")
    #expect(try TravellingFiles(".", in: top).paths == ["train.py"])
    try write("!rows.csv\n", to: "spec/.sweepignore")
    #expect(try TravellingFiles(".", in: top).paths == ["data/rows.csv", "train.py"])
    // Also where only a part of the folder travels.
    try write("*.py\n", to: "spec/.sweepignore")
    #expect(try TravellingFiles("lib", in: top).paths == [])
    try write("!values.py\n", to: "spec/lib/.sweepignore")
    #expect(try TravellingFiles("lib", in: top).paths == ["lib/values.py"])
  }

  @Test(arguments: ["file", "folder", "absolute", "chain"])
  func
    `a link out of the folder is refused by name`(kind: String) throws
  {
    switch kind {
    case "file": try link("spec/lib/link", to: "../../secret/id")
    case "folder": try link("spec/lib/link", to: "../../secret")
    case "absolute": try link("spec/lib/link", to: "/etc")
    default:
      try link("spec/lib/link", to: "../hop")
      try link("spec/hop", to: "../secret/id")
    }
    let sentence = try #require(refusal("lib"))
    #expect(sentence.hasPrefix("'lib/link' is a link to '"), "\(sentence)")
    #expect(sentence.contains(".sweepignore"))
    try write("link\nhop\n", to: "spec/.sweepignore")
    #expect(try TravellingFiles(".", in: top).paths.count == 3)
  }

  @Test func `the folder itself is no link to another`() throws {
    try link("spec/elsewhere", to: "../secret")
    #expect(try #require(refusal("elsewhere")).hasPrefix("'elsewhere' is a link to '"))
  }

  @Test func `links within the folder bring what they lead to`() throws {
    try link("spec/lib/again.py", to: "values.py")
    try link("spec/more", to: "lib")
    #expect(
      try TravellingFiles(".", in: top).paths == [
        "data/rows.csv", "lib/again.py", "lib/values.py", "more/again.py", "more/values.py",
        "train.py",
      ])
  }

  @Test(arguments: [".", "..", "../lib"]) func `links in a circle have an end`(target: String)
    throws
  {
    try link("spec/lib/a", to: target)
    try link("spec/lib/b", to: target)
    let sentence = try #require(refusal())
    #expect(sentence.contains("is a link to a folder that it lies in"), "\(sentence)")
  }

  @Test func `secret keys stay, and are told`() throws {
    let ada = KeyFile(
      name: try KeyName("ada"), role: .worker, pair: CurveKeyPair(),
      coordinator: CurveKeyPair().publicKey)
    try ada.write(to: "\(top)/ada.key")
    try write("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n", to: "spec/lib/id_ed25519")
    try write("-----BEGIN CERTIFICATE-----\nMIIB\n", to: "spec/lib/ca.pem")
    let files = try TravellingFiles(".", in: top)
    #expect(files.keys.sorted() == ["ada.key", "lib/id_ed25519"])
    #expect(
      files.paths == ["data/rows.csv", "lib/ca.pem", "lib/values.py", "train.py"])
  }

  @Test func `more than the limit is refused before it is read`() throws {
    try write(String(repeating: "x", count: 3 << 20), to: "spec/data/large.bin")
    let sentence = try #require(refusal(limit: 2 << 20))
    #expect(
      sentence.hasPrefix(
        "sync would bring more than 2 MiB to every host (the largest file is 'data/large.bin', 3 MiB)"
      ),
      "\(sentence)")
    // A file of any length that is empty on the disk takes no time either.
    let sparse = try FileHandle(forWritingTo: URL(filePath: "\(top)/data/large.bin"))
    try sparse.truncate(atOffset: 20 << 30)
    try sparse.close()
    #expect(try #require(refusal()).contains("more than 1024 MiB"))
  }

  @Test func `pipes and sockets do not keep anybody waiting`() throws {
    #expect(mkfifo("\(top)/lib/pipe", 0o600) == 0)
    #expect(try TravellingFiles("lib", in: top).paths == ["lib/values.py"])
  }
}
