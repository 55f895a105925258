import Inspection
import Random
import Testing

@testable import Engine

struct AdversarialTests {
  /// Inputs of four numbers, three classes, weights as given: one row a number.
  private func linear(_ weights: [[Float]]) throws -> Network {
    let network = try Network(
      NetworkDescription(
        input: [weights.count],
        layers: [.dense(.init(units: weights[0].count, activation: .softmax))]),
      for: .inspection, capacity: 3, initialisation: RandomStream(seed: 1),
      dropout: RandomStream(seed: 1))
    network.parameters.unpack(weights.flatMap { $0 }, into: 0)
    return network
  }

  private static let weights: [[Float]] = [[3, -1, 0], [-1, 3, 0], [0, 0, 3], [0, 0, 0]]
  private static let range = InputRange(0...1, count: 4)

  @Test func `one step moves each number by the size against the class, within its range`() throws {
    let network = try linear(Self.weights)
    let original: [Float] = [0.9, 0.05, 0.5, 0.5]
    let changed = try Attack(size: 0.1, steps: 1).inputs(
      [original], labels: [0], within: Self.range, by: network)[0]
    // The fourth number has no slope and stays.
    let expected: [Float] = [0.8, 0.15, 0.6, 0.5]
    #expect(zip(changed, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    let edge = try Attack(size: 0.5, steps: 1).inputs(
      [original], labels: [1], within: Self.range, by: network)[0]
    #expect(edge[0] == 1 && edge[1] == 0)
  }

  @Test(arguments: [1, 2, 7, 20])
  func `no number leaves its range or moves by more than the size of it`(_ steps: Int) throws {
    let network = try linear(Self.weights)
    let range = InputRange(lower: [-1, 0, 0, 2], upper: [1, 4, 1, 2])
    var stream = RandomStream(seed: 9)
    let originals = (0..<10).map { _ in range.noise(from: &stream) }
    let labels = (0..<10).map { $0 % 3 }
    let changed = try Attack(size: 0.1, steps: steps).inputs(
      originals, labels: labels, within: range, by: network)
    for (original, changed) in zip(originals, changed) {
      #expect(range.clamp(changed) == changed)
      for place in original.indices {
        #expect(abs(original[place] - changed[place]) <= 0.1 * range.width(place) + 1e-6)
      }
    }
    let before = try network.slopes(of: .logProbability, labels, at: originals).values
    let after = try network.slopes(of: .logProbability, labels, at: changed).values
    #expect(zip(before, after).allSatisfy { $0 > $1 })
  }

  @Test func `figures are of the inputs that were recognised`() throws {
    let network = try linear(Self.weights)
    // The second is no class 0, and the third withstands.
    let originals: [[Float]] = [[0.55, 0.5, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0]]
    let attacked = try AttackedInputs(
      Attack(size: 0.1, steps: 1), on: originals, labels: [0, 0, 0], within: Self.range,
      of: network)
    #expect(attacked.recognised == [true, false, true])
    #expect(attacked.fooled == [true, false, false])
    let summary = try #require(attacked.summary)
    #expect(summary.success == 0.5)
    // The third number starts at its lower end and moves up, the others both ways: three tenths. The
    // second number of the third input is at its end as well.
    #expect(abs(summary.distance - 0.03.squareRoot()) < 1e-6)
    #expect(summary.confidence > 0 && summary.confidence < 1)
    let none = try AttackedInputs(
      Attack(size: 0.1, steps: 1), on: [[0, 1, 0, 0]], labels: [0], within: Self.range, of: network)
    #expect(none.summary == nil)
  }

  @Test func `an ascent from noise reaches the class, and its objective grows`() throws {
    let network = try linear(Self.weights.map { $0.map { 10 * $0 } })
    var stream = RandomStream(seed: 2)
    let starts = (0..<3).map { _ in Self.range.noise(from: &stream) }
    let paths = try Ascent(steps: 50, size: 0.1).climb(
      from: starts, to: [0, 1, 2], within: Self.range, by: network)
    for (place, path) in paths.enumerated() {
      #expect(path.probabilities.largest == place)
      #expect(path.probabilities[place] > 0.999)
      #expect(path.objectives.count == 51)
      #expect(zip(path.objectives, path.objectives.dropFirst()).allSatisfy { $0 <= $1 + 1e-6 })
      #expect(Self.range.clamp(path.end) == path.end)
      #expect(path.start == starts[place])
    }
  }

  /// The best place of `3 x0 - x1 - weight * distance^2` is at `slope / (2 weight)`.
  @Test func `weight keeps an ascent near its look`() throws {
    let network = try linear(Self.weights)
    let path = try Ascent(steps: 400, size: 0.02, weight: 10).climb(
      from: [[0.5, 0.5, 0.5, 0.5]], to: [0], within: Self.range, by: network)[0]
    let expected: [Float] = [0.65, 0.45, 0.5, 0.5]
    #expect(zip(path.end, expected).allSatisfy { abs($0 - $1) < 0.01 })
    #expect(abs(path.distance - 0.025.squareRoot()) < 0.01)
  }

  @Test func `inputs fool the networks that lean on the same numbers`() throws {
    let one = try linear(Self.weights)
    let like = try linear(Self.weights.map { $0.map { 2 * $0 } })
    let other = try linear([[0, 0, 0], [0, 0, 0], [0, 0, 3], [9, 0, 0]])
    let originals: [[Float]] = [[0.55, 0.5, 0, 1], [0.5, 0.45, 0, 1], [1, 0, 0, 1]]
    let networks = [one, like, other]
    let attacked = try networks.map {
      try AttackedInputs(
        Attack(size: 0.1, steps: 1), on: originals, labels: [0, 0, 0], within: Self.range, of: $0)
    }
    let transfer = Transfer(of: attacked, among: networks)
    #expect(transfer.shares == [[1, 1, 0], [1, 1, 0], [nil, nil, nil]])
    #expect(transfer.means == [0.5, 0.5])
  }
}
