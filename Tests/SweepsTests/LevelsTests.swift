import Sweeps
import Testing

/// The numbers are NumPy's (2.4), to the last bit where nothing else is said.
struct LevelsTests {
  @Test func `linspace is NumPy's`() {
    #expect(
      Levels.linspace(1e-6, 1e-3, count: 5)
        == [1e-06, 0.00025075000000000005, 0.0005005000000000001, 0.0007502500000000002, 0.001])
    #expect(Levels.linspace(0, 1, count: 4) == [0.0, 0.3333333333333333, 0.6666666666666666, 1.0])
    #expect(Levels.linspace(3, -1, count: 3) == [3, 1, -1])
    #expect(Levels.linspace(2, 5, count: 1) == [2])
    #expect(Levels.linspace(2, 5, count: 0) == [])
  }

  @Test func `logspace has exact ends and exact powers of ten`() {
    #expect(Levels.logspace(1e-4, 1e-1, count: 4) == [0.0001, 0.001, 0.01, 0.1])
    #expect(Levels.logspace(1e-7, 1e-3, count: 5) == [1e-7, 1e-6, 1e-5, 1e-4, 1e-3])
    #expect(Levels.logspace(3, 300, count: 3).first == 3)
    #expect(Levels.logspace(3, 300, count: 3).last == 300)
    #expect(Levels.logspace(0.5, 2, count: 1) == [0.5])
  }

  @Test func `logspace is NumPy's geomspace`() {
    let numbers = Levels.logspace(1e-6, 1e-3, count: 5)
    let geomspace = [
      1e-06, 5.623413251903491e-06, 3.1622776601683795e-05, 0.00017782794100389227, 0.001,
    ]
    for (number, expected) in zip(numbers, geomspace) {
      #expect(abs(number / expected - 1) < 1e-14)
    }
    #expect(numbers.count == 5)
  }

  @Test func `range includes a last level that only rounding misses`() {
    #expect(Levels.range(0, 0.3, step: 0.1).count == 4)
    #expect(Levels.range(0, 0.35, step: 0.1).count == 4)
    #expect(Levels.range(1, 9, step: 4) == [1, 5, 9])
    #expect(Levels.range(3, 1, step: -1) == [3, 2, 1])
    #expect(Levels.range(2, 2, step: 1) == [2])
  }

  @Test func `range that leads nowhere is empty`() {
    #expect(Levels.range(0, 1, step: -0.1) == [])
    #expect(Levels.range(0, 1, step: 0) == [])
    #expect(Levels.range(0, .infinity, step: 1) == [])
    #expect(Levels.range(.nan, 1, step: 1) == [])
  }

  @Test func `labels leave out what only rounding added`() {
    #expect(
      Levels.labels(Levels.linspace(1e-6, 1e-3, count: 5))
        == ["1e-06", "0.00025075", "0.0005005", "0.00075025", "0.001"])
    #expect(Levels.labels(Levels.range(0, 0.3, step: 0.1)) == ["0", "0.1", "0.2", "0.3"])
    #expect(Levels.labels([1.0 / 3, -2.5e-300]) == ["0.3333", "-2.5e-300"])
    #expect(Levels.decimals([1.0 / 3, 0.1 + 0.2]) == [0.333333333333, 0.3])
    #expect(Levels.labels([784, 123_456_789_012_345]) == ["784", "123456789012345"])
    #expect(Levels.labels([.leastNonzeroMagnitude, .infinity]) == ["5e-324", "inf"])
  }

  @Test func `what no short decimal is, is told by four digits, or as many as tell all apart`() {
    #expect(
      Levels.labels(Levels.logspace(1e-4, 1e-1, count: 5))
        == ["0.0001", "0.0005623", "0.003162", "0.01778", "0.1"])
    #expect(Levels.labels([1.0 / 3, 1.0 / 3 + 1e-6]) == ["0.333333", "0.333334"])
  }

  @Test func `labels tell close levels apart`() {
    let close = [1.0, (1.0).nextUp]
    #expect(Levels.labels(close) == ["1", "1.0000000000000002"])
    #expect(Levels.labels([0.1, 0.1]) == ["0.1", "0.1"])
  }
}
