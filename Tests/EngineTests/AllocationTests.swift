import CAllocations
import Testing

@testable import Engine

@Suite(.enabled(if: counts_allocations() == 1, "a sanitizer has the allocator to itself"))
struct AllocationTests {
  @Test(arguments: try Reference.read("networks"))
  func `a step allocates nothing`(_ reference: Reference) throws {
    let trainer = try reference.trainer()
    let rows: [Int32] = [0, 1, 2, 3]
    var tally = trainer.emptyTally()
    func steps(_ count: Int) -> Int {
      let before = allocations()
      for _ in 0..<count { _ = trainer.step(rows[...], &tally) }
      return allocations() - before
    }
    _ = steps(2)
    #expect(steps(5) == 0)
  }

  @Test func `the count counts`() {
    let before = allocations()
    let numbers = [Int](repeating: 1, count: Int.random(in: 100...200))
    #expect(allocations() > before)
    #expect(numbers.count >= 100)
  }
}
