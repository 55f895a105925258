import Sweeps
import Testing

struct NeedsTests {
  private func lack(_ needs: Needs, memory: Int = 8 << 30) -> String? {
    needs.shortfall(slots: 2, gpus: 0, memory: memory, tags: ["fast"])
  }

  @Test func `a worker that has all lacks nothing`() {
    #expect(lack(Needs(slots: 2, memory: 8 << 30, tags: ["fast"])) == nil)
    #expect(lack(.oneSlot) == nil)
  }

  @Test func `what lacks is told with the key that asks for it`() {
    #expect(
      lack(Needs(slots: 64))
        == "each takes 64 slots (needs.slots), and there are 2; -j 64 gives as many")
    #expect(
      lack(Needs(gpus: 1))
        == "each takes 1 GPU (needs.gpus), and there is none; --gpus names those that may be used")
    #expect(
      lack(Needs(memory: 900 << 30))
        == "each takes 900 GiB of memory (needs.memory), and there are 8 GiB; --memory says otherwise"
    )
    #expect(
      lack(Needs(tags: ["avx9"]))
        == "each asks for 'avx9' (needs.tags), which is not here; --tags avx9 says that it is")
  }

  /// A trial that lacks nothing has a place, and one that has none lacks something.
  @Test func `lacking nothing and having a place are one`() {
    for slots in 1...3 {
      for memory in [0, 4 << 30, 9 << 30] {
        for gpus in 0...1 {
          let needs = Needs(slots: slots, gpus: gpus, memory: memory)
          let places = needs.places(slots: 2, gpus: 0, memory: 8 << 30, tags: ["fast"])
          #expect((lack(needs) == nil) == (places > 0))
        }
      }
    }
  }
}
