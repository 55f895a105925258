import Reports
import Sweeps
import Testing

/// The same configurations under several conditions.
struct LevelTableTests {
  @Test func `has a best for each condition, and the condition as one more parameter`() throws {
    let sweep = sweep("reader", parameters: [parameter("network", "plain", "denoised")])
    let quiet = table(sweep, [[0.99, 0.98, 0.99], [0.90, 0.92, 0.91]])
    let noisy = table(sweep, [[0.50, 0.55, 0.51], [0.90, 0.91, 0.89]])
    let joined = SummaryTable(under: [("0", quiet), ("0.4", noisy)], condition: "noise")
    #expect(joined.parameters == ["network", "noise"])
    #expect(
      joined.rows.map(\.labels) == [
        ["plain", "0"], ["denoised", "0"], ["plain", "0.4"], ["denoised", "0.4"],
      ])
    #expect(joined.rows.map(\.isBest) == [true, false, false, true])
    #expect(Set(joined.rows.map(\.configuration)).count == 4)
    let text = try joined.pivoted(
      by: Pivot(rows: ["noise"], columns: nil, of: joined)
    ).formatted(as: .text)
    #expect(text.contains("marks the highest mean at each noise"))
    #expect(text.split(separator: "\n").contains { $0.hasPrefix("0.4 ") })
  }
}
