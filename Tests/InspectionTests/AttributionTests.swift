import Foundation
import Inspection
import Random
import Testing

@testable import Engine

/// Slopes and integrated gradients against PyTorch's on the same weights; `References/make.py` writes
/// them.
struct AttributionTests {
  private struct Reference: Decodable {
    let inputs: [Data]
    let labels: [Int]
    let tensors: [String: Data]
    let logit: [Data]
    let logProbability: [Data]
    let integrated: [Data]
    let probabilities: Data
  }

  private let reference: Reference
  private let network: Network

  init() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    reference = try JSONDecoder().decode(
      Reference.self,
      from: Data(contentsOf: folder.appendingPathComponent("References/attributions.json")))
    var same = LayerDescription.Conv2D(filters: 6, kernelSize: .init(3, 3), activation: .relu)
    same.padding = .same
    network = try Network(
      NetworkDescription(
        input: [8, 8, 2],
        layers: [
          .conv2D(same), .maxPool2D(.init()), .batchNorm(.init()), .activation(.relu),
          .conv2D(.init(filters: 5, kernelSize: .init(3, 3), activation: .tanh)), .flatten,
          .dense(.init(units: 4, activation: .softmax)),
        ]),
      for: .inspection, capacity: 5, initialisation: RandomStream(seed: 1),
      dropout: RandomStream(seed: 1))
    for (index, parameter) in network.parameters.list.enumerated() {
      network.parameters.unpack(
        try #require(reference.tensors[parameter.name]).floats, into: index)
    }
  }

  private func expectEqual(_ own: [Float], _ other: [Float], _ comment: Comment? = nil) {
    #expect(own.count == other.count)
    let scale = other.reduce(0) { max($0, abs($1)) }
    #expect(scale > 0)
    #expect(zip(own, other).allSatisfy { abs($0 - $1) <= 1e-4 * scale }, comment)
  }

  @Test func `slopes equal PyTorch's`() throws {
    let inputs = reference.inputs.map(\.floats)
    expectEqual(network.predict(inputs).flatMap { $0 }, reference.probabilities.floats)
    for (objective, expected) in [
      (Objective.logit, reference.logit), (.logProbability, reference.logProbability),
    ] {
      let found = try network.slopes(of: objective, reference.labels, at: inputs).slopes
      for (own, other) in zip(found, expected) { expectEqual(own, other.floats, "\(objective)") }
    }
    let saliency = try network.saliency(of: inputs[1], label: reference.labels[1])
    expectEqual(saliency, reference.logit[1].floats)
  }

  @Test func `integrated gradients equal PyTorch's and sum to what the input makes`() throws {
    for (index, input) in reference.inputs.map(\.floats).enumerated() {
      let label = reference.labels[index]
      let baseline = [Float](repeating: 0.1, count: input.count)
      let coarse = try network.integratedGradients(
        of: input, label: label, from: baseline, steps: 64)
      expectEqual(coarse, reference.integrated[index].floats)
      let fine = try network.integratedGradients(
        of: input, label: label, from: baseline, steps: 2048)
      let outputs = network.predict([input, baseline])
      let difference = Double(outputs[0][label] - outputs[1][label])
      #expect(abs(fine.reduce(0) { $0 + Double($1) } - difference) < 1e-3)
    }
  }
}

extension Data {
  /// Little-endian floats.
  fileprivate var floats: [Float] {
    withUnsafeBytes { bytes in
      (0..<count / 4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }
  }
}
