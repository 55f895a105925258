import Hashing
import Search
import Testing

/// The configurations of a sweep that are confirmed.
struct ConfirmedRankingTests {
  private func best(
    _ values: [[Double?]], top: Int = 3, isMaximised: Bool = true, failed: Set<Int> = []
  ) -> [Int] {
    let settled = values.enumerated().flatMap { number, values in
      values.enumerated().map { replicate, value in
        (
          trial: TrialIndex(configuration: number, replicate: replicate, fold: 0),
          settlement: failed.contains(number) && replicate == 1
            ? Settlement.failed : .result(value, Digest(of: [UInt8(number)]))
        )
      }
    }
    return ConfirmedRanking(
      top: top, among: Array(values.indices), isMaximised: isMaximised,
      settled: settled.reversed()
    ).best
  }

  @Test func `are the best means, of equal ones the earlier, and no more than are asked for`() {
    let values: [[Double?]] = [[1, 2], [3, 3], [2, 4], [5, 0], [4, 4]]
    #expect(best(values) == [4, 1, 2])
    #expect(best(values, top: 9) == [4, 1, 2, 3, 0])
    #expect(best(values, isMaximised: false) == [0, 3, 1])
  }

  @Test func `have a finite result in every trial`() {
    let values: [[Double?]] = [[1, 1], [9, nil], [9, .infinity], [9, 9], [9], [0, 0]]
    #expect(best(values, failed: [3]) == [0, 5])
    #expect(best([[3, 1], [2, 4]], failed: [0, 1]).isEmpty)
  }

  @Test func `of a race need the blocks alone that any of them has`() {
    #expect(best([[1], [3], [2]]) == [1, 2, 0])
  }
}
