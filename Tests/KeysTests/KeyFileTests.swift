import Foundation
import Testing
import ZeroMQ

@testable import Keys

final class KeyFileTests {
  let folder = NSTemporaryDirectory() + "sweep-keys-\(UUID().uuidString)"
  var keys: KeyFolder { KeyFolder("\(folder)/deep/down") }

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func ada() throws -> KeyFile {
    KeyFile(
      name: try KeyName("ada"), role: .worker, pair: CurveKeyPair(),
      coordinator: CurveKeyPair().publicKey)
  }

  func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func `a key file is read as it was written, and only its owner can`() throws {
    let ada = try ada()
    let path = "\(folder)/ada.key"
    try ada.write(to: path)
    #expect(try KeyFile(at: path) == ada)
    #expect(try mode(path) == 0o600)
  }

  @Test(arguments: [0o644, 0o640, 0o620, 0o601])
  func `a key file that others can touch is refused`(mode: Int) throws {
    let path = "\(folder)/ada.key"
    try ada().write(to: path)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    let error = try #require(throws: KeyError.self) { try KeyFile(at: path) }
    #expect(error.description.contains("is open to others (mode \(String(mode, radix: 8)))"))
  }

  @Test func `a key is never written over`() throws {
    let path = "\(folder)/ada.key"
    let ada = try ada()
    try ada.write(to: path)
    #expect(throws: KeyError.self) { try self.ada().write(to: path) }
    #expect(try KeyFile(at: path) == ada)
  }

  @Test func `what is no key file is refused without showing what is in it`() throws {
    let text = try ada().text
    let lines = text.split(separator: "\n")
    for index in lines.indices.dropFirst().dropLast() {
      var fewer = lines
      fewer.remove(at: index)
      #expect(throws: KeyError.self) { try KeyFile(fewer.joined(separator: "\n")) }
    }
    let foreign = text.replacing("public", with: "publik")
    let error = try #require(throws: KeyError.self) { try KeyFile(foreign) }
    #expect(error.description == "it has no line 'public'")
    #expect(throws: KeyError.self) { try KeyFile(text + "name bob") }
    #expect(throws: KeyError.self) { try KeyFile(at: folder) }
    #expect(throws: KeyError.self) { try KeyFile(at: "/dev/null") }
    #expect(throws: KeyError.self) { try KeyFile(at: "\(folder)/missing.key") }
  }

  @Test func `two halves of different keys are refused`() throws {
    let other = try ada().pair.publicKey.hexadecimal
    let text = try ada().text.split(separator: "\n").map { line in
      line.hasPrefix("public ") ? "public \(other)" : String(line)
    }
    #expect(throws: KeyError.self) { try KeyFile(text.joined(separator: "\n")) }
  }

  @Test func `a coordinator's folder is made once, for its owner alone`() throws {
    #expect(!keys.hasCoordinator)
    let pair = try keys.coordinatorOrNew()
    #expect(try keys.coordinatorOrNew() == pair)
    #expect(try keys.coordinator() == pair)
    #expect(try mode(keys.path) == 0o700)
  }

  @Test func `the list in the folder is changed as a whole or not at all`() throws {
    #expect(try keys.allowed() == AllowList())
    let entry = AllowList.Entry(
      name: try KeyName("ada"), role: .worker, key: CurveKeyPair().publicKey)
    try keys.change { (list) throws(KeyError) in try list.add(entry) }
    #expect(throws: KeyError.self) {
      try keys.change { (list) throws(KeyError) in try list.add(entry) }
    }
    #expect(try keys.allowed().entries == [entry])
    #expect(try mode(keys.listPath) == 0o600)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: keys.path).sorted() == [
        "allowed", "lock",
      ])
  }

  @Test func `keys are among the user's settings`() throws {
    #expect(try KeyFolder(environment: ["HOME": "/home/ada"]).path == "/home/ada/.config/sweep")
    #expect(
      try KeyFolder(environment: ["HOME": "/home/ada", "XDG_CONFIG_HOME": "/etc/xdg"]).path
        == "/etc/xdg/sweep")
    #expect(throws: KeyError.self) { try KeyFolder(environment: [:]) }
  }
}
