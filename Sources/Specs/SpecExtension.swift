package import Documents
import Sweeps

/// A longer form of a spec: with more replicates, or with more values of its parameters.
///
/// The trials of the spec stay asked for, so those that are trained already count.
package struct SpecExtension {
  /// The changes from the spec, such as `evaluate.replicates=10`.
  package private(set) var changes: [String] = []

  /// - Parameters:
  ///   - text: the spec's.
  ///   - replicates: how many there are to be in all; nil for as many as before.
  ///   - configurations: how many a search is to try in all; nil for as many as before.
  ///   - words: more values, such as `lr=0.1,0.2` or `lr=logspace(1e-4,1e-1,4)`.
  package init(
    of text: String, replicates: Int?, configurations: Int? = nil, words: [String]
  ) throws(DocumentError) {
    let spec = try Spec(text)
    guard spec.sweep.search?.method.sampler != .listed else {
      throw DocumentError(
        "sweep '\(spec.sweep.name)' ends where stop.at is reached, and is not extended; edit the spec and"
          + " run it", at: nil)
    }
    guard !spec.isOfWandb else {
      throw DocumentError(
        "a sweep of W&B's form is not extended; 'sweep init' makes a spec of it that is", at: nil)
    }
    if let replicates {
      let present = spec.sweep.evaluation.replicates
      guard replicates > present else {
        throw DocumentError(
          "sweep '\(spec.sweep.name)' has \(present) replicates already; give how many there are to be"
            + " in all, more than \(present)", at: nil)
      }
      changes.append("evaluate.replicates=\(replicates)")
    }
    if let configurations {
      guard let present = spec.sweep.search?.method.configurations else {
        throw DocumentError(
          "sweep '\(spec.sweep.name)' is a grid, whose configurations follow from the values of its"
            + " parameters; give more of those, such as lr=0.1,0.2", at: nil)
      }
      guard configurations > present else {
        throw DocumentError(
          "sweep '\(spec.sweep.name)' has \(present) configurations already; give how many there are to"
            + " be in all, more than \(present)", at: nil)
      }
      changes.append("method.configurations=\(configurations)")
    }
    if let word = words.first, spec.sweep.search != nil {
      throw DocumentError(
        "sweep '\(spec.sweep.name)' is a search, which draws the values of its parameters and takes none"
          + " such as '\(word)'; --configurations N has it draw more", at: nil)
    }
    for word in words { changes.append(try SpecExtension.change(word, of: spec.sweep, in: text)) }
  }

  /// The values of one parameter, the present ones first.
  private static func change(
    _ word: String, of sweep: Sweep, in text: String
  ) throws(DocumentError) -> String {
    guard let (name, values) = ParameterWord.parameter(word) else {
      throw DocumentError("'\(word)' is no NAME=VALUES, such as lr=0.1,0.2", at: nil)
    }
    guard let parameter = sweep.parameters.first(where: { $0.name == name }) else {
      let known = sweep.parameters.map(\.name)
      throw DocumentError(
        "sweep '\(sweep.name)' has no parameter '\(name)'" + suggestion(for: name, among: known),
        at: nil)
    }
    guard parameter.options.allSatisfy({ $0.label == $0.value.label && $0.value.isScalar }) else {
      throw DocumentError(
        "the values of '\(name)' are blocks with names; add more of them in the spec", at: nil)
    }
    // The spec itself tells what the words mean: calls, numbers and texts.
    let other = try Spec(Override("parameters.\(name)=\(values)").applied(to: text))
    let wanted = other.sweep.parameters.first { $0.name == name }?.options ?? []
    let present = Set(parameter.options.map(\.label))
    let added = wanted.filter { !present.contains($0.label) }
    guard !added.isEmpty else {
      throw DocumentError("'\(name)' takes all of these values already", at: nil)
    }
    let all = (parameter.options + added).map(\.value.json)
    return "parameters.\(name)=[\(all.joined(separator: ", "))]"
  }
}

extension Document {
  fileprivate var isScalar: Bool {
    switch content {
    case .null, .boolean, .integer, .number, .text: true
    case .list, .map: false
    }
  }
}
