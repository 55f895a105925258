import Random
import Testing

@testable import Engine

struct WeightsTests {
  private func network(_ units: Int = 70, seed: UInt64 = 1) throws -> Network {
    try Network(
      NetworkDescription(
        input: [5, 4, 2],
        layers: [
          .conv2D(.init(filters: 3, kernelSize: .init(2, 2))), .batchNorm(.init()), .flatten,
          .dense(.init(units: units)),
        ]),
      for: .prediction, capacity: 1, initialisation: RandomStream(seed: seed),
      dropout: RandomStream(seed: 1))
  }

  @Test func `a network reads back what another wrote`() throws {
    let (one, other) = (try network(seed: 1), try network(seed: 2))
    let bytes = one.weights(metadata: ["classes": "a \"b\"\n\\ü"])
    #expect(other.weights() != one.weights())
    let metadata = try other.load(weights: bytes)
    #expect(
      metadata == ["classes": "a \"b\"\n\\ü", "format": "sweep network", "version": "1"])
    #expect(other.weights() == one.weights())
    #expect(
      try Safetensors(bytes).tensors.map(\.name) == [
        "0.kernel", "0.bias", "1.gamma", "1.beta", "1.moving_mean", "1.moving_variance",
        "3.kernel", "3.bias",
      ])
  }

  @Test func `the layout is that of safetensors`() {
    let file = Safetensors(
      metadata: ["a": "b"], tensors: [.init(name: "w", shape: [1, 2], numbers: [1, -2])])
    let header =
      "{\"__metadata__\":{\"a\":\"b\"},\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],"
      + "\"data_offsets\":[0,8]}}"
    let padding = [UInt8](repeating: 32, count: (8 - header.utf8.count % 8) % 8)
    let length = UInt8(header.utf8.count + padding.count)
    #expect(
      file.bytes == [length, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + padding
        + [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0])
  }

  @Test func `a file that does not fit changes nothing and says why`() throws {
    let subject = try network()
    let before = subject.weights()
    func problem(_ bytes: [UInt8]) -> String? {
      let error = #expect(throws: WeightsError.self) { try subject.load(weights: bytes) }
      #expect(subject.weights() == before)
      return error?.problem
    }
    #expect(
      problem(try network(71).weights())
        == "has 36x71 for the tensor 3.kernel, expected 36x70")
    #expect(problem([1, 2]) == "is no safetensors file: it is too short")
    #expect(
      problem(Safetensors(tensors: []).bytes) == "has no tensor 0.kernel, and the network has")
    #expect(
      problem(Safetensors(tensors: [.init(name: "x", shape: [], numbers: [1])]).bytes)
        == "has a tensor x, and the network has none")
  }

  @Test func `a file cut short or with a flipped bit never traps`() throws {
    let subject = try network(4)
    let bytes = subject.weights()
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: WeightsError.self) { try subject.load(weights: Array(bytes[..<length])) }
    }
    for place in 0..<min(bytes.count, 600) {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      _ = try? subject.load(weights: damaged)
    }
  }
}
