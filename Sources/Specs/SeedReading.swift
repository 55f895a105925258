import Documents
import Sweeps

extension ListedSeeds {
  /// Reads `evaluate.replicates` where it lists seeds; nil where it is a number, or is not there.
  ///
  /// - Parameter parameters: names that the seed cannot have.
  init?(evaluate: Document?, besides parameters: [String]) throws(DocumentError) {
    guard let document = evaluate?["replicates"], case .map = document.content else { return nil }
    let subject = "evaluate.replicates"
    var block = try Block(document, subject, keys: ["seeds", "as"])
    var seeds: [Int64] = []
    let list = try block.required("seeds")
    for element in try list.list("\(subject).seeds") {
      let seed = Int64(
        try element.integer(
          "each seed", in: 0...Int(Int64.max), mustBe: "a whole number from 0"))
      guard !seeds.contains(seed) else {
        throw DocumentError("\(subject).seeds has \(seed) twice", at: element.mark)
      }
      seeds.append(seed)
    }
    guard !seeds.isEmpty else { throw list.mismatch("\(subject).seeds", mustBe: "a list of seeds") }
    var name: String?
    if let word = block.optional("as") {
      let text = try word.text("\(subject).as")
      guard Parameter.isName(text) else {
        throw word.mismatch("\(subject).as", mustBe: "a name, such as seed")
      }
      guard !parameters.contains(text) else {
        throw DocumentError(
          "'\(text)' is a parameter and the name of the replicate's seed; keep one", at: word.mark)
      }
      name = text
    }
    self.init(seeds, as: name)
  }
}

extension Document {
  /// A recipe with the seeds that its sweep lists, if it does.
  func adding(_ seeds: ListedSeeds?, over folds: Int) -> Document {
    guard let seeds, case .map(let entries) = content else { return self }
    return Document(.map(entries + [seeds.spread(over: folds).entry]), at: mark)
  }
}

extension Spec {
  /// A parameter that looks like the seed of replicates, and the words that make it so.
  ///
  /// Every one of its values is a configuration of its own: no table has a mean over them.
  package var seedLikeParameter: (name: String, remedy: String)? {
    for parameter in sweep.parameters where parameter.isSeedLike {
      let values = parameter.options.map(\.label).joined(separator: ", ")
      return (
        parameter.name,
        "evaluate: { replicates: { seeds: [\(values)], as: \(parameter.name) } }"
      )
    }
    return nil
  }
}

extension Parameter {
  /// Whether it is called as seeds are, and has several whole numbers as values.
  var isSeedLike: Bool {
    SeedName.isOne(name) && options.map(\.value).seeds != nil
  }
}

extension [Document] {
  /// The values as seeds of replicates: several whole numbers from 0, none of them twice; nil of others.
  var seeds: [Int64]? {
    let seeds = compactMap { value in
      if case .integer(let seed) = value.content, seed >= 0 { seed } else { nil as Int64? }
    }
    return seeds.count == count && count > 1 && Set(seeds).count == count ? seeds : nil
  }
}

enum SeedName {
  /// `seed`, `random_seed`, `train.seed`, `random-state`.
  static func isOne(_ name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter }
    return words.last == "seed" || words.suffix(2) == ["random", "state"]
      || words.last == "randomstate"
  }
}
