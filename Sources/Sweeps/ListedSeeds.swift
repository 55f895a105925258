package import Documents

/// The seeds of replicates where a spec lists them, in place of those that grow from the sweep's own.
///
/// ```yaml
/// evaluate: { replicates: { seeds: [1, 2, 3], as: seed } }
/// ```
///
/// A recipe has them under `seeds`, one for each of a configuration's trials; the recipe of one trial
/// has its own alone, so that another seed in the list leaves the trials of the others what they are.
package struct ListedSeeds: Hashable, Sendable {
  /// The seeds, in the order of replicates, within each in that of folds; one alone is a trial's own.
  package let seeds: [Int64]
  /// The name by which programs know the seed, besides `SWEEP_SEED`; nil for none.
  package let name: String?

  /// - Parameter name: the name by which programs know the seed, besides `SWEEP_SEED`; nil for none.
  package init(_ seeds: [Int64], as name: String?) {
    self.seeds = seeds
    self.name = name
  }

  /// Reads the seeds of a recipe; nil where it lists none.
  package init?(recipe: Document) {
    guard let entry = recipe["seeds"], case .list(let values)? = entry["each"]?.content else {
      return nil
    }
    seeds = values.compactMap { if case .integer(let seed) = $0.content { seed } else { nil } }
    guard seeds.count == values.count, !seeds.isEmpty else { return nil }
    name = if case .text(let name)? = entry["as"]?.content { name } else { nil }
  }

  /// The entry of a recipe.
  package var entry: Document.Entry {
    let each = Document(.list(seeds.map { Document(.integer($0)) }))
    let named = name.map { [Document.Entry(key: "as", value: Document(.text($0)))] } ?? []
    return Document.Entry(
      key: "seeds", value: Document(.map(named + [.init(key: "each", value: each)])))
  }

  /// Each seed as often as there are folds.
  package func spread(over folds: Int) -> ListedSeeds {
    ListedSeeds(seeds.flatMap { Array(repeating: $0, count: folds) }, as: name)
  }
}

extension Document {
  /// The recipe of one of a configuration's trials: of what differs from trial to trial, what is its own.
  ///
  /// - Parameter place: of the trial among the configuration's, by replicate and then by fold.
  func ofTrial(_ place: Int) -> Document {
    guard let listed = ListedSeeds(recipe: self), case .map(let entries) = content else {
      return withWeights(of: place)
    }
    guard listed.seeds.count > 1, listed.seeds.indices.contains(place) else { return self }
    let own = ListedSeeds([listed.seeds[place]], as: listed.name).entry
    return Document(.map(entries.map { $0.key == own.key ? own : $0 }), at: mark)
  }

  /// Whether trials of one configuration are trained by recipes of their own.
  var differsByTrial: Bool { ListedSeeds(recipe: self) != nil }
}
