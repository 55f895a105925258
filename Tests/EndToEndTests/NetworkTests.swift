import Testing

/// Three machines on a network that fails, as far as one machine can play them.
struct NetworkTests {
  @Test func `no partition and no loss changes the table`() throws {
    // Where there is neither root nor a namespace, this says why.
    try ScriptedTest.run("networks", within: .seconds(300))
  }
}
