import Documents
import Sweeps

extension HalvingMethod {
  /// Reads the block `halving`; nil where there is none.
  ///
  /// ```yaml
  /// halving: {}                                          # of the engine: from 1 by 3 to its epochs
  /// halving: { from: 1, factor: 3, to: 81, brackets: one }     # brackets may be hyperband
  /// ```
  ///
  /// - Parameters:
  ///   - epochs: how many the engine trains at most; nil of a program, or where they are drawn.
  init?(
    _ document: Document?, isProgram: Bool, epochs: Int?, _ method: SearchMethod?, _ metric: Metric
  ) throws(DocumentError) {
    guard let document else { return nil }
    var block = try Block(document, "halving", keys: ["from", "factor", "to", "brackets"])
    func integer(
      _ document: Document?, _ key: String, in range: ClosedRange<Int>, _ expected: String
    ) throws(DocumentError) -> Int? {
      guard let document else { return nil }
      return try document.integer("halving.\(key)", in: range, mustBe: expected)
    }
    let most = 1_000_000_000
    let asked = block.optional("to")
    let own = try integer(
      asked, "to", in: 2...most, "the last epoch, a whole number from 2")
    if let own, let epochs, own != epochs {
      throw DocumentError(
        "halving.to is \(own), and training.epochs \(epochs): whoever gets that far is trained to its end;"
          + " remove halving.to", at: asked?.mark)
    }
    guard let to = own ?? epochs else {
      throw DocumentError(
        isProgram
          ? "until which epoch does the program train? Write it as halving.to; it is not told to the program"
          : "training.epochs is drawn; write its largest value as halving.to", at: document.mark)
    }
    let factor =
      try integer(
        block.optional("factor"), "factor", in: 2...1000,
        "one of how many goes on to the next rung, a whole number from 2 to 1000") ?? 3
    let first = block.optional("from")
    let from =
      try integer(
        first, "from", in: 1...most, "the epoch after which configurations are compared first") ?? 1
    guard from < to else {
      throw DocumentError(
        "halving compares configurations before their end, and halving.from is \(from) of \(to)"
          + " epochs; lower it, or train for longer", at: first?.mark ?? document.mark)
    }
    let brackets =
      try block.optional("brackets")?.choice(
        "halving.brackets", among: Brackets.allCases.map { ($0.rawValue, $0) }) ?? .one
    if case .free? = method?.pace {
      throw DocumentError(
        "halving decides the same whatever the workers, and method.pace: free does not; remove one of"
          + " them", at: document.mark)
    }
    if method?.sampler == .gp {
      throw DocumentError(
        "gp learns from whole trainings, and halving gives it few; use tpe, or remove halving",
        at: document.mark)
    }
    if metric.name.contains("@") {
      throw DocumentError(
        "\(metric.name) is measured at the end of a training, and halving compares before it; name another"
          + " metric, or remove halving", at: document.mark)
    }
    self.init(from: from, factor: factor, to: to, brackets: brackets)
  }
}

extension HalvingMethod {
  /// The order in which configurations are compared: draws are in no order that matters, and a grid is shuffled.
  func ordered(of points: ConfigurationPoints, seed: UInt64) -> HalvingMethod {
    guard points.search == nil else { return self }
    return shuffled(
      points.draws?.count ?? points.parameters.reduce(1) { $0 * $1.options.count }, seed: seed)
  }
}

extension Document {
  /// How many epochs the engine trains at most; nil where they are drawn.
  ///
  /// - Parameter parameters: of which the number of epochs may be one.
  func mostEpochs(_ parameters: [Parameter]) -> Int? {
    guard let epochs = self["training"]?["epochs"] else { return nil }
    if case .integer(let count) = epochs.content { return Int(count) }
    guard let name = epochs.placeholders.first,
      let parameter = parameters.first(where: { $0.name == name })
    else { return nil }
    let counts = parameter.options.compactMap { option -> Int? in
      if case .integer(let count) = option.value.content { Int(count) } else { nil }
    }
    return counts.count == parameter.options.count ? counts.max() : nil
  }
}
