import Documents
import Hashing
import Search
import Sweeps
import Testing
import Trials

/// The known results that a search begins with, and the rules that end it early.
struct StopAndKnownTests {
  private static let space = Space([
    Dimension("x", .uniform(0, 1)), Dimension("y", .uniform(0, 1)),
  ])

  private static func proposal(_ x: Double, _ y: Double) -> Proposal {
    Proposal(
      values: [x, y].map { Proposal.Value(label: "\($0)", value: Document(.number($0))) })
  }

  private static func value(_ proposal: Proposal) -> Double {
    let numbers = proposal.values.compactMap { Double($0?.label ?? "") }
    return (numbers[0] - 0.3) * (numbers[0] - 0.3) + (numbers[1] - 0.7) * (numbers[1] - 0.7)
  }

  /// One after the other, each known before the next is decided.
  private static func run(_ design: SearchDesign, isMaximised: Bool = false) -> SearchDriver {
    var driver = SearchDriver(
      PacedSearch(design, seed: 5, isMaximised: isMaximised, trials: 1), replicates: 1, folds: 1)
    while let decision = driver.advance(idle: 1).first {
      let value = value(decision.proposals[0])
      driver.settle(
        TrialIndex(configuration: decision.number, replicate: 0, fold: 0),
        as: .result(isMaximised ? -value : value, Digest(of: "\(value)".utf8.map { $0 })))
    }
    return driver
  }

  @Test(arguments: [SearchMethod.Sampler.random, .sobol, .tpe])
  func `it ends when a mean is reached, and not before`(sampler: SearchMethod.Sampler) {
    let method = SearchMethod(
      sampler: sampler, configurations: 500, pace: .free, target: 0.01)
    let driver = Self.run(SearchDesign(method, in: Self.space))
    #expect(driver.end == .reached)
    let values = driver.decisions.map { Self.value($0.proposals[0]) }
    #expect(values.last.map { $0 <= 0.01 } == true)
    #expect(values.dropLast().allSatisfy { $0 > 0.01 })
    // The same of a metric that is to be large.
    let mirrored = SearchMethod(
      sampler: sampler, configurations: 500, pace: .free, target: -0.01)
    let other = Self.run(SearchDesign(mirrored, in: Self.space), isMaximised: true)
    #expect(other.decisions.map(\.proposals) == driver.decisions.map(\.proposals))
  }

  @Test func `a list is tried first, and then nothing where it is all there is`() {
    let listed = [Self.proposal(0.9, 0.9), Self.proposal(0.3, 0.7), Self.proposal(0.1, 0.1)]
    let first = Self.run(
      SearchDesign(
        SearchMethod(sampler: .tpe, configurations: 5, pace: .free), in: Self.space,
        listed: listed))
    #expect(first.decisions.count == 5)
    #expect(first.decisions.prefix(3).flatMap(\.proposals) == listed)
    #expect(first.decisions.map(\.kind) == [.listed, .listed, .listed, .tpe, .tpe])
    let alone = Self.run(
      SearchDesign(
        SearchMethod(sampler: .listed, configurations: 3, pace: .free, target: 0.001),
        in: Self.space, listed: listed))
    #expect(alone.decisions.map(\.proposals) == [[listed[0]], [listed[1]]])
    #expect(alone.end == .reached)
  }

  @Test(arguments: [SearchMethod.Sampler.tpe, .gp].filter(\.isAvailable))
  func `what is known from elsewhere shortens the way`(sampler: SearchMethod.Sampler) {
    let known = (0..<60).map { index in
      let proposal = Self.proposal(Double(index % 8) / 8 + 0.05, Double(index / 8) / 8 + 0.05)
      return KnownConfiguration(proposal, mean: Self.value(proposal), variance: nil)
    }
    let method = SearchMethod(sampler: sampler, configurations: 6, pace: .free)
    let cold = Self.run(SearchDesign(method, in: Self.space))
    let warm = Self.run(SearchDesign(method, in: Self.space, known: known))
    func best(_ driver: SearchDriver) -> Double {
      driver.decisions.map { Self.value($0.proposals[0]) }.min() ?? .infinity
    }
    #expect(best(warm) < best(cold))
    #expect(warm.decisions[0].evidence != cold.decisions[0].evidence)
    // Its own configurations are counted from 0 all the same.
    #expect(warm.decisions.map(\.configurations.lowerBound) == Array(0..<6))
  }

  @Test func `a search whose trainings tell their noise does not try its best point again`()
    throws
  {
    guard SearchMethod.Sampler.gp.isAvailable else { return }
    let places = [0.1, 0.3, 0.5, 0.7, 0.9]
    let known = places.flatMap { x in
      places.map { y in
        let proposal = Self.proposal(x, y)
        return KnownConfiguration(proposal, mean: Self.value(proposal), variance: 0.01)
      }
    }
    let method = SearchMethod(sampler: .gp, configurations: 1, pace: .free)
    let first = Self.run(SearchDesign(method, in: Self.space, known: known)).decisions[0]
    #expect(first.kind == .gp)
    // The least of the known values is at (0.3, 0.7), where the least is.
    #expect(Self.value(first.proposals[0]) > 0.03 * 0.03)
  }

  @Test func `a value from outside of the space is tried, and teaches nothing`() {
    guard SearchMethod.Sampler.gp.isAvailable else { return }
    let design = SearchDesign(
      SearchMethod(sampler: .gp, configurations: 14, pace: .free), in: Self.space,
      listed: [Self.proposal(7, 9)])
    let driver = Self.run(design)
    #expect(driver.decisions[0].proposals == [Self.proposal(7, 9)])
    #expect(driver.decisions.count == 14)
    let best = driver.decisions.map { Self.value($0.proposals[0]) }.min() ?? 1
    #expect(best < 0.02)
  }
}
