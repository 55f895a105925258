import Testing
import ZeroMQ

@testable import Keys

struct AllowListTests {
  let ada = CurveKeyPair().publicKey
  let bob = CurveKeyPair().publicKey

  @Test func `a list is lines of name, role and key`() throws {
    let list = try AllowList(
      """
      # Our two machines.
      ada worker \(ada.hexadecimal)

      bob reader \(bob.hexadecimal)
      """)
    #expect(list.entries.map(\.name.description) == ["ada", "bob"])
    #expect(list.owner(of: bob)?.role == .reader)
    #expect(list.owner(of: CurveKeyPair().publicKey) == nil)
    #expect(try AllowList(list.text) == list)
  }

  @Test(arguments: [
    ("ada worker", "line 1: a line is 'name role key'"),
    ("ada worker 12", "line 1: \"12\" is no key"),
    ("\u{1b}[2J worker 00", "is no name for a key"),
    ("# fine\nada boss 00", "line 2: there is no role"),
  ])
  func `a line that says anything else is refused`(text: String, words: String) throws {
    let error = try #require(throws: KeyError.self) { try AllowList(text) }
    #expect(error.description.contains(words))
    #expect(!error.description.contains("\u{1b}"))
  }

  @Test func `a quota of slots stands behind a worker's key, and its change revokes nobody`()
    throws
  {
    var list = try AllowList(
      "ada worker \(ada.hexadecimal) slots=64\nbob reader \(bob.hexadecimal)")
    let before = list
    #expect(list.entries.map(\.slots) == [64, nil])
    #expect(try AllowList(list.text) == list)
    try list.limit(try KeyName("ada"), slots: 8)
    #expect(list.text.contains("\(ada.hexadecimal) slots=8\n"))
    #expect(before.revoked(by: list).isEmpty)
    try list.limit(try KeyName("ada"), slots: nil)
    #expect(!list.text.contains("slots"))
    #expect(throws: KeyError.self) { try list.limit(try KeyName("bob"), slots: 8) }
    #expect(throws: KeyError.self) { try list.limit(try KeyName("eve"), slots: 8) }
    for word in ["slots=0", "slots=-1", "slots=x", "8", "slots=8 9"] {
      #expect(throws: KeyError.self) { try AllowList("ada worker \(ada.hexadecimal) \(word)") }
    }
  }

  @Test func `a name stands for one key and a key for one name`() throws {
    var list = AllowList()
    try list.add(.init(name: try KeyName("ada"), role: .worker, key: ada))
    #expect(throws: KeyError.self) {
      try list.add(.init(name: try KeyName("ada"), role: .worker, key: bob))
    }
    #expect(throws: KeyError.self) {
      try list.add(.init(name: try KeyName("bob"), role: .worker, key: ada))
    }
    try list.remove(try KeyName("ada"))
    #expect(throws: KeyError.self) { try list.remove(try KeyName("ada")) }
  }

  @Test func `who is gone, or has another key or role, is revoked`() throws {
    let before = try AllowList(
      "ada worker \(ada.hexadecimal)\nbob worker \(bob.hexadecimal)")
    let after = try AllowList(
      "ada worker \(CurveKeyPair().publicKey.hexadecimal)\nbob reader \(bob.hexadecimal)")
    #expect(before.revoked(by: after).map(\.description).sorted() == ["ada", "bob"])
    #expect(before.revoked(by: before).isEmpty)
    #expect(AllowList().revoked(by: before).isEmpty)
  }

  @Test(arguments: ["", "a b", "../x", ".x", "-x", "a\n", "ä", String(repeating: "a", count: 65)])
  func `names are plain words`(text: String) {
    #expect(throws: KeyError.self) { try KeyName(text) }
  }
}
