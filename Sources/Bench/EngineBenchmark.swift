import Documents
import Engine
import Glibc
import Kernels
import Random

/// Times the steps of one case.
struct EngineBenchmark {
  private let trainingCase: Case
  private let trainer: Trainer
  private let rows: [Int32]
  private let source: String

  init(_ trainingCase: Case) throws {
    self.trainingCase = trainingCase
    let material = BenchData(for: trainingCase)
    let examples = material.examples
    source = material.source
    var order = RandomStream(seed: 1)
    var rows = Array(0..<Int32(trainingCase.examples))
    order.shuffle(&rows)
    self.rows = rows
    trainer = try Trainer(
      trainingCase.network, trainingCase.training, on: examples.all, validation: nil,
      streams: Trainer.Streams(
        initialisation: RandomStream(seed: 2), order: RandomStream(seed: 3),
        dropout: RandomStream(seed: 4), noise: RandomStream(seed: 5)))
  }

  /// Seven repeats of at least half a second; the median as one JSON line.
  func run() throws -> String {
    var next = 0
    let batch = trainingCase.training.batchSize
    func steps(_ count: Int) -> Times {
      var tally = trainer.emptyTally()
      let (start, processorStart) = (now(), now(CLOCK_THREAD_CPUTIME_ID))
      for _ in 0..<count {
        if next + batch > rows.count { next = 0 }
        precondition(trainer.step(rows[next..<next + batch], &tally), "the training diverged")
        next += batch
      }
      return Times(
        wall: (now() - start) / Double(count),
        processor: (now(CLOCK_THREAD_CPUTIME_ID) - processorStart) / Double(count))
    }
    _ = steps(10)
    let count = max(1, Int(0.5 / steps(20).wall))
    let times = (0..<7).map { _ in steps(count) }
    let walls = times.map(\.wall).sorted()
    let step = walls[3]
    let processorStep = times.map(\.processor).sorted()[3]
    let peak = measurePeak()
    let operations = Double(try trainingCase.network.operationsPerSample() * batch)
    return JSON.object([
      "case": .text(trainingCase.name),
      "samples_per_s": .integer(Int(Double(batch) / step)),
      // The time that others take of a shared core does not count here.
      "samples_per_cpu_s": .integer(Int(Double(batch) / processorStep)),
      "ms_per_step": rounded(step * 1e3),
      "ms_per_step_best": rounded(walls[0] * 1e3),
      "gflops": rounded(operations / step / 1e9),
      "share_of_peak": rounded(operations / step / peak),
      "peak_gflops": rounded(peak / 1e9),
      "kernels": .text(kernels),
      "data": .text(source),
    ]).line
  }

  private var kernels: String {
    guard trainingCase.training.precision == .bfloat16 else { return Processor.kernelClass }
    return "\(Processor.kernelClass) \(Processor.kernels.pairExtension ?? "without AVX512_BF16")"
  }

  /// Seconds a step.
  private struct Times {
    let wall: Double
    let processor: Double
  }

  private func rounded(_ number: Double) -> JSON {
    .number((number * 1000).rounded() / 1000)
  }
}

extension NetworkDescription {
  /// Multiplications and additions of one sample's step, as if no number were zero.
  ///
  /// Forward, weight gradient, and input gradient of every layer but the first.
  func operationsPerSample() throws -> Int {
    var operations = 0
    var input = self.input
    var isFirst = true
    for (layer, output) in zip(layers, try shapes()) {
      var products = 0
      switch layer {
      case .dense: products = input.count * output.count
      case .conv2D(let conv):
        products =
          conv.kernelSize.height * conv.kernelSize.width * (input.extents.last ?? 1) * output.count
      default: break
      }
      operations += 2 * products * (isFirst ? 2 : 3)
      if products > 0 { isFirst = false }
      input = output
    }
    return operations
  }
}
