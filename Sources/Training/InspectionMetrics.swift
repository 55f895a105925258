import Documents
import Engine
import Inspection

/// The metrics that are measured by looking into a trained network, as a recipe's `inspect` says.
///
/// ```yaml
/// inspect:
///   rows: 200                                   # so many of the validation rows, spread evenly
///   occlusion: { patch: 4, stride: 2 }          # occlusion_drop_strokes, occlusion_drop_background
///   attacks: { sizes: [0.05, 0.1], steps: 10 }  # attack_success@0.05, attack_distance@0.05, ...
/// ```
///
/// Means are over the rows; those of attacks over the rows that the network recognises.
struct InspectionMetrics: Sendable {
  private var rows = 200
  private var occlusion: Occlusion?
  private var attacks: [Attack] = []

  /// - Throws: `DocumentError` for measures that the network or the data do not allow.
  init(
    _ document: Document, of network: NetworkDescription, on examples: Examples
  ) throws(DocumentError) {
    var block = try Block(document, "inspect")
    if let count = block.optional("rows") { rows = try count.size("inspect.rows") }
    let occlusion = block.optional("occlusion")
    let attacks = block.optional("attacks")
    try block.end()
    guard occlusion != nil || attacks != nil else {
      throw DocumentError("inspect needs occlusion or attacks", at: document.mark)
    }
    guard case .classes(_, let count) = examples.targets, network.classCount == count else {
      throw DocumentError(
        "inspect tells what a network takes for which class, and this one does not give the classes"
          + " probabilities; remove it, or end the network with softmax", at: document.mark)
    }
    if let occlusion {
      self.occlusion = try Occlusion(occlusion, on: examples.inputs.shape)
    }
    if let attacks {
      if case .embedding? = network.layers.first {
        throw DocumentError(
          "attacks follow slopes, and the categories that an embedding takes have none; remove them",
          at: attacks.mark)
      }
      self.attacks = try attacks.attacks()
    }
  }

  /// The names of the metrics.
  var names: [String] {
    (occlusion == nil ? [] : [Self.strokes, Self.background])
      + attacks.flatMap { attack in Self.figures.map { Self.name($0, of: attack) } }
  }

  private static let strokes = "occlusion_drop_strokes"
  private static let background = "occlusion_drop_background"
  private static let figures = ["attack_success", "attack_distance", "attack_confidence"]

  private static func name(_ figure: String, of attack: Attack) -> String {
    "\(figure)@\(Document.label(attack.size))"
  }

  /// The metrics of a trained network; not a number where there is no row to measure one on.
  func values(of trained: Network, on validation: Selection) throws -> [String: Double] {
    guard let some = InspectedRows(validation.spread(rows), among: validation) else { return [:] }
    let network = try Network(
      trained.description, for: .inspection, capacity: 64, weights: trained.weights())
    var values = [String: Double](uniqueKeysWithValues: names.map { ($0, Double.nan) })
    if let occlusion, let shape = some.image {
      let maps = zip(some.inputs, some.labels).map {
        occlusion.map(of: $0, label: $1, shape: shape, by: network)
      }
      values[Self.strokes] = maps.compactMap(\.dropOnStrokes).mean
      values[Self.background] = maps.compactMap(\.dropOnBackground).mean
    }
    for attack in attacks {
      let attacked = try AttackedInputs(
        attack, on: some.inputs, labels: some.labels, within: some.range, of: network)
      guard let summary = attacked.summary else { continue }
      let numbers = [summary.success, summary.distance, summary.confidence]
      for (figure, number) in zip(Self.figures, numbers) {
        values[Self.name(figure, of: attack)] = number
      }
    }
    return values
  }
}

extension Occlusion {
  fileprivate init(_ document: Document, on shape: Shape) throws(DocumentError) {
    var block = try Block(document, "inspect.occlusion")
    guard shape.extents.count == 3 else {
      throw DocumentError(
        "occlusion hides parts of images, and the rows are none; remove it", at: document.mark)
    }
    let patch = try block.optional("patch")?.size("patch") ?? 4
    let stride = try block.optional("stride")?.size("stride") ?? max(1, patch / 2)
    guard stride <= patch else {
      throw DocumentError(
        "stride is \(stride), and pixels between patches of \(patch) would stay uncovered; make it at"
          + " most \(patch)", at: document.mark)
    }
    try block.end()
    self.init(patch: patch, stride: stride)
  }
}

extension Document {
  /// Reads `attacks`: sizes as shares of a number's range, and how many steps each takes.
  fileprivate func attacks() throws(DocumentError) -> [Attack] {
    var block = try Block(self, "inspect.attacks")
    let sizes = try block.required("sizes")
    let steps = try block.optional("steps")?.size("steps") ?? 10
    try block.end()
    var attacks: [Attack] = []
    for element in try sizes.list("inspect.attacks.sizes") {
      let size = try element.number(
        "each size of an attack", in: 0...1, mustBe: "a share of the numbers' range from 0 to 1")
      guard !attacks.contains(where: { $0.size == size }) else {
        throw DocumentError(
          "inspect.attacks.sizes has \(Document.label(size)) twice", at: element.mark)
      }
      attacks.append(Attack(size: size, steps: steps))
    }
    guard !attacks.isEmpty else {
      throw sizes.mismatch("inspect.attacks.sizes", mustBe: "a list of sizes, such as [0.05, 0.1]")
    }
    return attacks
  }
}

extension [Double] {
  /// Not a number of nothing.
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
}
