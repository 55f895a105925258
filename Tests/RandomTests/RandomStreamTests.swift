import Random
import Testing

struct RandomStreamTests {
  /// The first words of the authors' C program (prng.di.unimi.it) from the state 1, 2, 3, 4.
  @Test func `is xoshiro256++`() {
    var stream = RandomStream(1, 2, 3, 4)
    let words = (0..<4).map { _ in stream.next() }
    #expect(words == [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386])
  }

  @Test func `leaves the state of all zeros`() {
    var stream = RandomStream(0, 0, 0, 0)
    let words = (0..<8).map { _ in stream.next() }
    #expect(!words.contains(0))
  }

  @Test func `uniform numbers fill the interval`() {
    var stream = RandomStream(seed: 1)
    let numbers = (0..<10_000).map { _ in stream.uniform() }
    let floats = (0..<10_000).map { _ in stream.uniformFloat() }
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    #expect(floats.allSatisfy { (0..<1).contains($0) })
    let (mean, floatMean) = (numbers.reduce(0, +) / 10_000, floats.reduce(0, +) / 10_000)
    #expect((0.49...0.51).contains(mean))
    #expect((0.49...0.51).contains(floatMean))
  }

  @Test func `integers are equally likely`() {
    var stream = RandomStream(seed: 2)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.integer(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 400 })
  }

  @Test func `normal draws have mean 0 and deviation 1`() {
    var stream = RandomStream(seed: 3)
    let draws = (0..<50_000).map { _ in stream.normal() }
    let mean = draws.reduce(0, +) / 50_000
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 49_999
    #expect(abs(mean) < 0.02)
    #expect(abs(variance - 1) < 0.02)
  }

  @Test func `a shuffle keeps every element and is the same again`() {
    var first = RandomStream(seed: 4)
    var second = RandomStream(seed: 4)
    var once = Array(0..<100)
    var again = once
    first.shuffle(&once)
    second.shuffle(&again)
    #expect(once == again)
    #expect(once.sorted() == Array(0..<100))
    #expect(once != Array(0..<100))
  }
}
