package import Documents

/// What somebody wants to know: a search space and a way to judge each point of it.
package struct Sweep: Hashable, Sendable {
  package let name: String
  /// Which data set; understood by the room that loads it.
  package let data: Document
  /// How to train: the spec's own blocks with `$name` where a parameter goes, understood by the
  /// room that trains.
  package let recipe: Document
  /// What is varied, in the order written: the last one changes fastest.
  package let parameters: [Parameter]
  package let evaluation: Evaluation
  package let metric: Metric
  /// The options of each configuration, where they are some of all combinations; nil for all.
  package let draws: [[Parameter.Option]]?

  package init(
    name: String, data: Document, recipe: Document, parameters: [Parameter],
    evaluation: Evaluation, metric: Metric, draws: [[Parameter.Option]]? = nil
  ) {
    self.name = name
    self.data = data
    self.recipe = recipe
    self.parameters = parameters
    self.evaluation = evaluation
    self.metric = metric
    self.draws = draws
  }

  /// What was drawn, or every combination of the parameters' values; one without parameters.
  package var configurations: [Configuration] {
    var combinations: [[Parameter.Option]] = [[]]
    for parameter in draws == nil ? parameters : [] {
      combinations = combinations.flatMap { chosen in parameter.options.map { chosen + [$0] } }
    }
    return (draws ?? combinations).enumerated().map { index, options in
      let values = Dictionary(
        uniqueKeysWithValues: zip(parameters.map(\.name), options.map(\.value)))
      return Configuration(
        index: index, labels: options.map(\.label), recipe: recipe.substituting(values))
    }
  }
}

/// One assignment of values to a sweep's parameters.
package struct Configuration: Hashable, Sendable {
  /// Its row in the grid, counted from 0.
  package let index: Int
  /// The values as tables show them, in the order of the sweep's parameters.
  package let labels: [String]
  /// How to train it, no placeholder left.
  package let recipe: Document

  package init(index: Int, labels: [String], recipe: Document) {
    self.index = index
    self.labels = labels
    self.recipe = recipe
  }
}
