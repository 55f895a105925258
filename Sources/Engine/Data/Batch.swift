import Kernels
import Random

/// The samples that are in the network now, and what should come out for each.
final class Batch {
  private(set) var count = 0
  /// Class indexes, where the examples have them.
  let labels: UnsafeMutablePointer<Int32>
  /// Target numbers in the output's layout, where the loss wants them.
  let targets: MutableFloats
  /// How much each sample counts; nil while all count alike.
  private(set) var weights: MutableFloats?

  private let ownWeights: MutableFloats
  private let network: Network
  private let wantsRows: Bool
  private let memory = Memory()

  /// - Parameter wantsRows: the loss compares numbers, not labels.
  init(_ network: Network, wantsRows: Bool) {
    (self.network, self.wantsRows) = (network, wantsRows)
    labels = memory.integers(network.capacity)
    ownWeights = memory.floats(network.capacity)
    targets = memory.floats(wantsRows ? network.capacity * network.output.stride : 1)
  }

  /// Fetches the examples with these numbers into the network's input.
  ///
  /// - Parameters:
  ///   - rowWeights: how much each of all examples counts; nil for alike.
  ///   - sparseRows: lists these examples' inputs; the network then gets the lists alone.
  func fill(
    _ rows: ArraySlice<Int32>, of examples: Examples, target: Target,
    weights rowWeights: [Float]? = nil, sparse sparseRows: SparseRows? = nil
  ) {
    network.sparseInput?.take(rows, of: sparseRows)
    count = rows.count
    weights = rowWeights == nil ? nil : ownWeights
    if let rowWeights {
      for (sample, row) in rows.enumerated() { ownWeights[sample] = rowWeights[Int(row)] }
    }
    // Shuffled rows lie on pages anywhere: these are looked up side by side.
    if sparseRows == nil { for row in rows { examples.inputs.expectStart(of: Int(row)) } }
    for (sample, row) in rows.enumerated() {
      let input = network.input.values + sample * network.input.stride
      if sparseRows == nil {
        let next = rows.startIndex + sample + 2
        if next < rows.endIndex { examples.inputs.expect(Int(rows[next])) }
        examples.inputs.copy(Int(row), into: input)
      }
      let goal = targets + sample * network.output.stride
      if target == .input {
        goal.update(from: input, count: network.output.shape.count)
        continue
      }
      switch examples.targets {
      case .classes(let classes, _):
        labels[sample] = classes[Int(row)]
        if wantsRows, network.output.shape.count == 1 {
          goal[0] = Float(labels[sample])
        } else if wantsRows {
          goal.update(repeating: 0, count: network.output.shape.count)
          goal[Int(labels[sample])] = 1
        }
      case .rows(let goals): goals.copy(Int(row), into: goal)
      case .inputs: goal.update(from: input, count: network.output.shape.count)
      }
    }
  }
}
