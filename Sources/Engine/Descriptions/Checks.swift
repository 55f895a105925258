extension TrainingDescription {
  /// Whether a network can be trained like this on these examples.
  ///
  /// - Throws: `DescriptionError` for the first field that cannot be right.
  package func check(_ network: NetworkDescription) throws(DescriptionError) {
    func require(
      _ condition: Bool, _ field: String, _ found: some Any, _ expected: String
    ) throws(DescriptionError) {
      if !condition {
        throw DescriptionError(field: field, "\(field) is \(found)", expected: expected)
      }
    }
    func requireShare(_ field: String, _ number: Float) throws(DescriptionError) {
      try require(0..<1 ~= number, field, number, "a number from 0 up to but not including 1")
    }
    _ = try network.shapes()
    _ = try loss.head(of: network)
    try require(batchSize > 0, "batch_size", batchSize, "a positive number")
    try require(epochs >= 0, "epochs", epochs, "0 or more")
    try require(
      optimizer.learningRate > 0, "learning_rate", optimizer.learningRate, "a positive number")
    try require(
      0..<max(epochs, 1) ~= warmUpEpochs, "warm_up", warmUpEpochs,
      "fewer epochs than the \(epochs) in all")
    if let clipNorm { try require(clipNorm > 0, "clip_norm", clipNorm, "a positive number") }
    switch optimizer {
    case .sgd(_, let momentum, let nesterov):
      try requireShare("momentum", momentum)
      try require(!nesterov || momentum > 0, "nesterov", nesterov, "false without momentum")
    case .adam(_, let beta1, let beta2, let epsilon),
      .adamW(_, let beta1, let beta2, let epsilon, _):
      try requireShare("beta_1", beta1)
      try requireShare("beta_2", beta2)
      try require(epsilon > 0, "epsilon", epsilon, "a positive number")
    case .rmsProp(_, let rho, let epsilon):
      try requireShare("rho", rho)
      try require(epsilon > 0, "epsilon", epsilon, "a positive number")
    }
    switch schedule {
    case .step(let factor, let epochs):
      try require(factor > 0, "factor", factor, "a positive number")
      try require(epochs > 0, "epochs", epochs, "a positive number")
    case .exponential(let factor):
      try require(factor > 0, "factor", factor, "a positive number")
    case .cosine(let floor): try require(0...1 ~= floor, "floor", floor, "a number from 0 to 1")
    case .constant: break
    }
    switch loss {
    case .categoricalCrossentropy(let smoothing), .binaryCrossentropy(let smoothing):
      try requireShare("label_smoothing", smoothing)
    case .categoricalFocalCrossentropy(let alpha, let gamma):
      try require(alpha > 0, "alpha", alpha, "a positive number")
      try require(gamma >= 0, "gamma", gamma, "0 or more")
    case .huber(let delta): try require(delta > 0, "delta", delta, "a positive number")
    case .meanSquaredError: break
    }
    if case .saltAndPepper(let level) = noise {
      try require(0...1 ~= level, "salt_and_pepper", level, "a number from 0 to 1")
    }
    if let earlyStopping {
      try require(
        earlyStopping.patience >= 0, "patience", earlyStopping.patience, "0 or more epochs")
    }
    if let topK { try require(topK > 0, "top_k", topK, "a positive number") }
    if precision == .bfloat16 && convolution == .winograd {
      throw DescriptionError(
        field: "precision",
        "precision is bfloat16, whose errors Winograd's transforms would enlarge",
        expected: "float32, or convolution: direct")
    }
  }

  /// Whether the top-k accuracy would say anything.
  private func check(topKOf classes: Int?) throws(DescriptionError) {
    guard let topK else { return }
    guard let classes, target == .labels else {
      throw DescriptionError(
        field: "top_k", "top_k is \(topK) without classes to rank", expected: "no top_k")
    }
    guard topK < classes else {
      throw DescriptionError(
        field: "top_k", "top_k is \(topK) of \(classes) classes", expected: "fewer than all")
    }
  }

  /// As above, and whether the data fits.
  package func check(
    _ network: NetworkDescription, _ examples: Examples, rows: Int, validates: Bool
  )
    throws(DescriptionError)
  {
    try check(network)
    let (inputs, outputs) = (examples.inputs.shape, try network.shapes().last ?? network.input)
    guard inputs.count == network.input.count else {
      throw DescriptionError(
        "the network's input is \(network.input)", expected: "the data's \(inputs)")
    }
    let width = target == .input ? inputs.count : examples.width
    guard outputs.count == width || isSingleUnit(outputs.count, examples) else {
      throw DescriptionError(
        layer: network.layers.count - 1, "the network's output is \(outputs)",
        expected: "\(width) numbers to compare with the targets")
    }
    if loss.comparesLabels {
      guard target == .labels, case .classes = examples.targets else {
        throw DescriptionError(
          field: "loss", "\(loss.name) compares with class labels, and there are none",
          expected: "binary_crossentropy or mean_squared_error")
      }
    }
    var classes: Int?
    if case .classes(_, let count) = examples.targets { classes = count }
    if let classWeights {
      guard let classes, target == .labels else {
        throw DescriptionError(
          field: "class_weight", "class_weight is given without classes to weigh",
          expected: "no class_weight")
      }
      if case .given(let weights) = classWeights {
        guard weights.count == classes, weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
          weights.contains(where: { $0 > 0 })
        else {
          throw DescriptionError(
            field: "class_weight", "class_weight has \(weights.count) numbers",
            expected: "one for each of \(classes) classes, 0 or more and not all 0")
        }
      }
    }
    try check(topKOf: classes)
    try check(monitored: metricNames(classes: classes, validates: validates))
    guard rows > 0 else {
      throw DescriptionError("there are no examples to learn from", expected: "at least one")
    }
  }

  /// Whether one output stands for both of two classes: the probability of the second.
  package func isSingleUnit(_ outputs: Int, _ examples: Examples) -> Bool {
    guard case .binaryCrossentropy = loss, outputs == 1, target == .labels,
      case .classes(_, 2) = examples.targets
    else { return false }
    return true
  }

  /// Whether the metric that decides about stopping or the best weights will be measured.
  ///
  /// - Parameter names: see `metricNames`.
  package func check(monitored names: [String]) throws(DescriptionError) {
    guard earlyStopping != nil || restoresBestWeights else { return }
    let monitor = (earlyStopping ?? EarlyStopping()).monitor
    guard names.contains(monitor) else {
      throw DescriptionError(
        field: "monitor", "there is no metric \(monitor) to watch",
        expected: names.filter { !$0.contains(Measures.classPrefix) }.joined(separator: ", "))
    }
  }
}
