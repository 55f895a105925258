import Processes
import Testing

@testable import Hosts

struct HostTests {
  @Test func `hosts are written as ssh knows them, with slots after a colon`() throws {
    let host = try RemoteHost("bob@10.0.0.7:8")
    #expect(host.name == "10.0.0.7")
    #expect(host.destination == "bob@10.0.0.7")
    #expect(host.slots == 8)
    #expect(try RemoteHost("ada").slots == nil)
  }

  @Test(arguments: ["", "-oProxyCommand=evil", "ada:0", "ada:2222:8", "a b", "ada:x"])
  func `what is no host is refused`(text: String) throws {
    #expect(throws: HostError.self) { try RemoteHost(text) }
  }

  @Test func `a file lists hosts`() throws {
    let list = try HostList(
      yaml: """
        ssh: ssh -F cluster.conf
        hosts:
          - ada
          - bob@10.0.0.7:8
          - { host: eve, slots: 4, via: tunnel, program: /opt/sweep/sweep }
        """)
    #expect(list.shell == ["ssh", "-F", "cluster.conf"])
    #expect(list.hosts.map(\.name) == ["ada", "10.0.0.7", "eve"])
    #expect(list.hosts[2].route == .tunnel)
    #expect(list.hosts[2].program == "/opt/sweep/sweep")
  }

  @Test(arguments: [
    ("hosts: []", "1:1: hosts is a list, such as [ada, bob@10.0.0.7:8]"),
    ("host: ada", "1:1: there is no key 'host'; known are hosts, ssh"),
    ("hosts: [{ host: ada, via: pigeon }]", "1:27: via is direct or tunnel, not 'pigeon'"),
    ("hosts: [{ slots: 2 }]", "1:9: an entry of hosts needs 'host'"),
    (
      "hosts: [{ host: ada, slots: 0 }]",
      "1:29: slots is a whole number from 1 to 1024, not '0'"
    ),
    ("ssh: ssh", "1:1: a list of hosts needs 'hosts'"),
  ])
  func `a slip in a list is pointed at`(text: String, sentence: String) throws {
    let error = try #require(throws: HostError.self) { try HostList(yaml: text) }
    #expect(error.description == sentence)
  }

  @Test func `a record is read as it was written`() throws {
    let folder = try TemporaryFolder()
    let book = HostRegistry("\(folder.path)/book")
    #expect(try book.records() == [])
    let host = try RemoteHost(
      destination: "bob@eve", slots: 4, route: .tunnel, program: "/opt/sweep")
    let record = HostRecord(
      host, shell: ["ssh", "-F", "x"], job: "1f", state: .failed, note: "no\nway")
    try book.note(record)
    var expected = record
    expected.note = "no way"
    #expect(try book.records() == [expected])
    try book.forget(host)
    #expect(try book.records() == [])
  }

  @Test func `the level of a processor is told from its flags`() throws {
    func level(_ flags: String) throws -> Int {
      try HostFacts("base /b\narchitecture x86_64\nflags \(flags)").level
    }
    let v3 = "sse2 sse4_2 popcnt avx2 fma bmi2"
    #expect(try level("") == 0)
    #expect(try level("sse2") == 1)
    #expect(try level("sse2 sse4_2 popcnt") == 2)
    #expect(try level(v3) == 3)
    #expect(try level(v3 + " avx512f avx512bw avx512dq avx512vl") == 4)
  }

  @Test func `a host is described in a few words`() throws {
    let facts = try HostFacts(
      """
      base /b
      architecture x86_64
      cores 16
      memory 65000000
      gpus 2
      flags sse2 sse4_2 popcnt avx2 fma bmi2
      """)
    #expect(facts.words == "16 cores, 66 GB, 2 GPUs, x86-64-v3")
    let other = try HostFacts("base /b\narchitecture aarch64\ncores 1\nmemory 4000000\ngpus 0")
    #expect(other.words == "1 core, 4 GB, aarch64")
  }

  @Test(arguments: [
    (
      "ssh: Could not resolve hostname nobody: Name or service not known",
      "no host of this name is known; check its spelling, or give it an address in ~/.ssh/config"
    ),
    (
      "root@ada: Permission denied (publickey).",
      "it does not let you in with a key; 'ssh-copy-id ada' brings yours there, 'ssh-add' unlocks it"
    ),
    ("cat: write error: No space left on device", "its disk is full; free some space there"),
    ("something else\nthe last line\n", "the last line"),
    ("", "the connection ended without a word"),
  ])
  func `what ssh complains of becomes one sentence`(text: String, sentence: String) {
    #expect(SSHErrorMessage.sentence(text, to: "ada") == sentence)
  }
}
