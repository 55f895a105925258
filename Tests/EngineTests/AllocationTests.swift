import CAllocations
import Random
import Testing

@testable import Engine

@Suite(.enabled(if: counts_allocations() == 1, "a sanitizer has the allocator to itself"))
struct AllocationTests {
  @Test(arguments: try Reference.read("networks"))
  func `a step allocates nothing`(_ reference: Reference) throws {
    let trainer = try reference.trainer()
    let rows: [Int32] = [0, 1, 2, 3]
    var tally = trainer.emptyTally()
    func steps(_ count: Int) -> Int {
      let before = allocations()
      for _ in 0..<count { _ = trainer.step(rows[...], &tally) }
      return allocations() - before
    }
    _ = steps(2)
    #expect(steps(5) == 0)
  }

  @Test(arguments: [(ConvolutionMethod.winograd, Precision.float32), (.direct, .bfloat16)])
  func `a step by Winograd's convolution, or of bfloat16, allocates nothing`(
    _ convolution: ConvolutionMethod, _ precision: Precision
  ) throws {
    func conv(_ filters: Int) -> LayerDescription {
      .conv2D(.init(filters: filters, kernelSize: .init(3, 3), activation: .relu))
    }
    var training = TrainingDescription(loss: .meanSquaredError, optimizer: .adam())
    (training.convolution, training.precision) = (convolution, precision)
    training.target = .labels
    let rows = Rows((0..<10 * 64).map { Float($0 % 7) }, shape: [8, 8, 1])
    let targets = Rows((0..<10 * 3).map { Float($0 % 5) }, shape: [3])
    let streams = Trainer.Streams(
      initialisation: RandomStream(seed: 1), order: RandomStream(seed: 2),
      dropout: RandomStream(seed: 3), noise: RandomStream(seed: 4))
    let network = NetworkDescription(
      input: [8, 8, 1], layers: [conv(31), conv(33), .flatten, .dense(.init(units: 3))])
    #expect(try training.winogradLayers(of: network) == (convolution == .winograd ? [1] : []))
    let trainer = try Trainer(
      network, training, on: Examples(rows, .rows(targets)).all, validation: nil, streams: streams)
    var tally = trainer.emptyTally()
    let some: [Int32] = [0, 1, 2, 3, 4, 5, 6]
    _ = trainer.step(some[...], &tally)
    let before = allocations()
    for _ in 0..<5 { _ = trainer.step(some[...], &tally) }
    #expect(allocations() == before)
  }

  @Test func `the count counts`() {
    let before = allocations()
    let numbers = [Int](repeating: 1, count: Int.random(in: 100...200))
    #expect(allocations() > before)
    #expect(numbers.count >= 100)
  }
}
