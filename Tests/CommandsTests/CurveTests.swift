import Testing

@testable import Commands

struct CurveTests {
  @Test func `within an epoch the last value stands`() {
    let curve = curve([(0, 0, 0.1), (0, 1, 0.2), (1, 2, 0.3), (1, 3, 0.4)])
    #expect(numbers(curve) == [0: 0.2, 1: 0.4])
    #expect(curve.numbered.numbering == .epochs)
    #expect(curve.hasSeveralAnEpoch)
  }

  @Test func `epochs that come out of order are put in order`() {
    #expect(
      numbers(curve([(5, nil, 0.5), (2, nil, 0.2), (3, nil, 0.3)])) == [2: 0.2, 3: 0.3, 5: 0.5])
  }

  @Test func `fractions are numbered by step, or else in order`() {
    let stepped = curve([(0.5, 10, 0.1), (1, 20, 0.2), (1.5, 30, 0.3)])
    #expect(numbers(stepped) == [10: 0.1, 20: 0.2, 30: 0.3])
    #expect(stepped.numbered.reason == .fractions)
    let plain = curve([(0.5, nil, 0.1), (1, nil, 0.2)])
    #expect(numbers(plain) == [1: 0.1, 2: 0.2])
    #expect(plain.numbered.numbering == .order)
  }

  @Test func `epochs that repeat are numbered in order, unless they say the same again`() {
    let twice = curve([(1, nil, 0.1), (2, nil, 0.2), (1, nil, 0.3), (2, nil, 0.4)])
    #expect(numbers(twice) == [1: 0.1, 2: 0.2, 3: 0.3, 4: 0.4])
    #expect(twice.numbered.reason == .repeats)
    #expect(numbers(curve([(1, nil, 0.1), (2, nil, 0.2), (1, nil, 0.1)])) == [1: 0.1, 2: 0.2])
  }

  @Test func `points that were given no step keep their order`() {
    #expect(
      numbers(curve([(nil, 0, 0.5), (nil, 0, 0.6), (nil, 0, 0.7)])) == [1: 0.5, 2: 0.6, 3: 0.7])
    #expect(numbers(curve([(nil, 0, 0.5), (nil, 10, 0.6), (nil, 10, 0.7)])) == [0: 0.5, 10: 0.7])
  }

  @Test(arguments: [-1.0, 0x1p60, .nan, .infinity])
  func `a count that no training reaches is none`(epoch: Double) {
    let numbered = curve([(epoch, nil, 0.5)]).numbered
    #expect(numbered.numbering == .order)
    #expect(numbered.values.map(\.number) == [1])
  }

  @Test func `a step that no training reaches is none`() {
    let steps = curve([(nil, 0, 0.5), (nil, .max, 0.6)]).numbered
    #expect(steps.numbering == .order)
    #expect(steps.values.map(\.number) == [1, 2])
  }

  @Test
  func `what is left out is never the first, the last, the best, the worst or what is asked for`() {
    var curve = Curve()
    for epoch in 1...100_000 {
      let value = epoch == 501 ? -1 : epoch == 777 ? 2 : Double(epoch) / 1e5
      curve.add(value, epoch: Double(epoch), step: nil)
    }
    for _ in 0..<8 { curve.thin(keeping: 1234) }
    let values = curve.numbered.values
    #expect(values.count < 1000)
    #expect(values.first?.number == 1 && values.last?.number == 100_000)
    for epoch in [501, 777, 1234] { #expect(values.contains { $0.number == epoch }) }
    #expect(curve.isThinned)
  }

  private func curve(_ points: [(epoch: Double?, step: Int?, value: Double)]) -> Curve {
    var curve = Curve()
    for point in points { curve.add(point.value, epoch: point.epoch, step: point.step) }
    return curve
  }

  private func numbers(_ curve: Curve) -> [Int: Double] {
    Dictionary(uniqueKeysWithValues: curve.numbered.values.map { ($0.number, $0.value) })
  }
}
