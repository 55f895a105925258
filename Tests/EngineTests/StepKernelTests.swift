import Glibc
import Kernels
import Random
import Testing

/// Optimizers, losses and noise of every level that this processor can run, number by number.
struct StepKernelTests {
  @Test(arguments: [Float(0), 0.01])
  func `a step of Adam moves each number as if it were alone`(decay: Float) {
    for kernels in KernelTests.levels {
      for count in [1, 15, 16, 63, 64, 65, 150] {
        var numbers = Numbers(seed: 7)
        let (weights, gradients) = (numbers.draw(count), numbers.draw(count))
        let (first, second) = (numbers.draw(count), numbers.draw(count))
        for place in 0..<count { second[place] = abs(second[place]) }
        func all(_ numbers: Floats) -> [Float] { (0..<count + 16).map { numbers[$0] } }
        let before = [all(weights), all(first), all(second)]
        let alone = before.map(Numbers.copy)
        func step(
          _ weight: MutableFloats, _ mean: MutableFloats, _ square: MutableFloats,
          _ gradient: Floats, _ count: Int
        ) {
          kernels.adamStep(
            weight, gradient, mean, square, count, rate: 0.1, beta1: 0.9, beta2: 0.999,
            epsilon: 1e-7, decay: decay)
        }
        step(weights, first, second, gradients, count)
        for place in 0..<count {
          step(
            alone[0] + place, alone[1] + place, alone[2] + place, gradients + place, 1)
          let gradient = Double(gradients[place])
          let mean = 0.9 * Double(before[1][place]) + 0.1 * gradient
          let square = 0.999 * Double(before[2][place]) + 0.001 * gradient * gradient
          let kept = Double(before[0][place]) * (1 - Double(decay))
          #expect(abs(Double(first[place]) - mean) < 1e-6)
          #expect(abs(Double(second[place]) - square) < 1e-6)
          let move = 0.1 * mean / (square.squareRoot() + 1e-7)
          #expect(abs(Double(weights[place]) - (kept - move)) < 1e-5 * (1 + abs(move)))
        }
        #expect([all(weights), all(first), all(second)] == alone.map { all($0) })
        #expect(all(weights).suffix(16) == before[0].suffix(16), "nothing is written beyond")
      }
    }
  }

  @Test func `salt and pepper fall by the streams' words, 16 bits a number`() {
    for kernels in KernelTests.levels {
      for count in [1, 16, 31, 32, 33, 784] {
        var generator = RandomStream(seed: 11)
        var stream = WideStream(from: &generator)
        var lanes = (0..<8).map { lane in (0..<4).map { stream.words[8 * $0 + lane] } }
        let values = Numbers.copy([Float](repeating: 0.5, count: count))
        kernels.addSaltAndPepper(&stream, level: 0.5, to: values, count)
        var expected: [Float] = []
        while expected.count < count {
          let words = lanes.indices.map { nextWord(&lanes[$0]) }
          let parts = words.flatMap { [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)] }
          for draw in parts.map({ $0 & 0xffff }) + parts.map({ $0 >> 16 }) {
            expected.append(draw < 16_384 ? 0 : draw < 32_768 ? 1 : 0.5)
          }
        }
        #expect((0..<count).map { values[$0] } == Array(expected.prefix(count)))
        #expect((count..<count + 32).allSatisfy { values[$0] == 0 })
        #expect(stream.words == (0..<4).flatMap { word in lanes.map { $0[word] } })
      }
    }
  }

  @Test func `the cross-entropy of a sigmoid is the mathematical one for logits of any size`() {
    let logits = stride(from: Float(-110), to: 110, by: 0.37).map { $0 } + [0, -0.0, 1e-6, 700]
    for kernels in KernelTests.levels {
      let (values, targets) = (Numbers.copy(logits), Numbers.copy([]))
      let (deltas, sigmoids) = (Numbers.copy([]), Numbers.copy(logits))
      for place in logits.indices { targets[place] = Float(place % 3) / 2 }
      var expected = 0.0
      for (logit, place) in zip(logits.map(Double.init), logits.indices) {
        expected += max(logit, 0) - logit * Double(targets[place]) + log1p(exp(-abs(logit)))
      }
      let sum = kernels.sigmoidCrossEntropy(
        logits: values, targets: targets, deltas: deltas, logits.count, factor: 1, smoothing: 0)
      #expect(abs(sum - expected) < 1e-5 * expected)
      kernels.apply(.sigmoid, to: sigmoids, logits.count)
      for (place, logit) in logits.enumerated() where logit >= 0 {
        #expect(deltas[place] == sigmoids[place] - targets[place], "\(logit) on \(kernels.name)")
      }
      for (place, logit) in logits.enumerated() {
        let sigmoid = 1 / (1 + exp(-Double(logit)))
        #expect(abs(Double(deltas[place]) - sigmoid + Double(targets[place])) < 1e-6)
      }
      #expect((0..<32).allSatisfy { deltas[logits.count + $0] == 0 })
    }
  }

  @Test func `the cross-entropy of what is not a number is none`() {
    for kernels in KernelTests.levels {
      let (values, targets) = (Numbers.copy([1, .nan]), Numbers.copy([1, 1]))
      let deltas = Numbers.copy([])
      let sum = kernels.sigmoidCrossEntropy(
        logits: values, targets: targets, deltas: deltas, 2, factor: 1, smoothing: 0)
      #expect(sum.isNaN)
      #expect(!deltas[0].isNaN)
      #expect(deltas[1].isNaN)
    }
  }
}

/// xoshiro256++, of one of the streams.
private func nextWord(_ state: inout [UInt64]) -> UInt64 {
  func turned(_ word: UInt64, _ bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }
  let result = turned(state[0] &+ state[3], 23) &+ state[0]
  let shifted = state[1] << 17
  state[2] ^= state[0]
  state[3] ^= state[1]
  state[1] ^= state[2]
  state[0] ^= state[3]
  state[2] ^= shifted
  state[3] = turned(state[3], 45)
  return result
}
