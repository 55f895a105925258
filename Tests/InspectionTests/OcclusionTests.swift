import Inspection
import Random
import Testing

@testable import Engine

struct OcclusionTests {
  /// Four by four pixels, and a stroke of two of them.
  private static let image: [Float] = (0..<16).map { $0 == 5 || $0 == 9 ? 1 : 0.25 }

  @Test func `strokes stand out from the median of the border`() {
    let ground = ImageGround(Self.image, shape: [4, 4, 1])
    #expect(ground.background == [0.25])
    #expect(ground.strokes.indices.filter { ground.strokes[$0] } == [5, 9])
    #expect(ground.blank(pixels: 2) == [0.25, 0.25])
    let dark = ImageGround(Self.image.map { 1 - $0 }, shape: [4, 4, 1])
    #expect(dark.strokes == ground.strokes)
    let flat = ImageGround([Float](repeating: 1, count: 16), shape: [4, 4, 1])
    #expect(!flat.strokes.contains(true))
  }

  @Test func `colours have a background each`() {
    let image: [Float] = (0..<9).flatMap { $0 == 4 ? [0, 0, 1] : [0.5, 0.25, 0] as [Float] }
    let ground = ImageGround(image, shape: [3, 3, 3])
    #expect(ground.background == [0.5, 0.25, 0])
    #expect(ground.strokes.indices.filter { ground.strokes[$0] } == [4])
  }

  /// A network whose logit of class 1 is `sum of weights * pixels`, and of class 0 zero.
  private func linear(_ weights: [Float]) throws -> Network {
    let network = try Network(
      NetworkDescription(
        input: [weights.count], layers: [.dense(.init(units: 2, activation: .softmax))]),
      for: .prediction, capacity: 7, initialisation: RandomStream(seed: 1),
      dropout: RandomStream(seed: 1))
    network.parameters.unpack(weights.flatMap { [0, $0] }, into: 0)
    return network
  }

  @Test func `each pixel has the mean over the patches that hide it`() throws {
    var weights = [Float](repeating: 0, count: 16)
    weights[5] = 4
    let network = try linear(weights)
    let map = Occlusion(patch: 2, stride: 1).map(
      of: Self.image, label: 1, shape: [4, 4, 1], by: network)
    func probability(_ logit: Double) -> Double {
      Double(network.predict([(0..<16).map { $0 == 5 ? Float(logit) / 4 : 0 }])[0][1])
    }
    let (seen, hidden) = (probability(4), probability(1))
    #expect(abs(map.probability - seen) < 1e-6)
    // All four patches over pixel 5 hide it; two of the four over pixel 9 do; the one at the far corner
    // does not.
    #expect(abs(map.hidden[5] - hidden) < 1e-6)
    #expect(abs(map.hidden[9] - (hidden + seen) / 2) < 1e-6)
    #expect(abs(map.hidden[15] - seen) < 1e-6)
    #expect(abs(map.hidden[0] - hidden) < 1e-6)
    let drop = try #require(map.dropOnStrokes)
    #expect(abs(drop - (seen - hidden) * 0.75) < 1e-6)
    #expect(try #require(map.dropOnBackground) < drop)
  }

  @Test(arguments: [(2, 2), (3, 2), (3, 3), (4, 4), (9, 1)])
  func `every pixel is hidden by some patch`(_ patch: Int, _ stride: Int) throws {
    let network = try linear([Float](repeating: 1, count: 16))
    let map = Occlusion(patch: patch, stride: stride).map(
      of: Self.image, label: 1, shape: [4, 4, 1], by: network)
    #expect(map.hidden.count == 16)
    #expect(map.hidden.allSatisfy { $0 > 0 && $0 < 1 })
  }
}
