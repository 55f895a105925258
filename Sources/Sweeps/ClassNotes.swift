extension Plan {
  /// The notes on classes in the splits: rare ones that some validation parts or training parts have no
  /// row of.
  package var classNotes: [String] {
    guard let classes = data.classes, !splits.contains(where: \.validation.isEmpty) else {
      return []
    }
    let count = (classes.max() ?? -1) + 1
    var (unvalidated, untrained) = (
      [Int](repeating: 0, count: count), [Int](repeating: 0, count: count)
    )
    for split in splits {
      let validated = Set(split.validation.lazy.map { classes[$0] })
      let trained = Set(split.training.lazy.map { classes[$0] })
      for index in 0..<count {
        if !validated.contains(index) { unvalidated[index] += 1 }
        if !trained.contains(index) { untrained[index] += 1 }
      }
    }
    var sizes = [Int](repeating: 0, count: count)
    for index in classes { sizes[index] += 1 }
    let rare = (0..<count).filter { sizes[$0] > 0 && unvalidated[$0] > 0 }
      .sorted { (sizes[$0], $0) < (sizes[$1], $1) }
    var notes: [String] = []
    if let rarest = rare.first {
      let others =
        rare.count > 1
        ? ", as \(rare.count == 2 ? "has another class" : "have \(rare.count - 1) other classes") in some"
        : ""
      let many = sizes[rarest] == 1 ? "1 row" : "\(sizes[rarest]) rows"
      notes.append(
        splits.count > 1
          ? "class '\(data.name(ofClass: rarest))' has \(many), and \(unvalidated[rarest]) of"
            + " \(splits.count) folds none of it to validate on\(others): its metrics and means over"
            + " classes are of the other folds alone"
            + (isFewerThanFolds(sizes[rarest]) ? "; use fewer folds" : "")
          : "class '\(data.name(ofClass: rarest))' has \(many), and none of it is validated on\(others)"
      )
    }
    if let unseen = (0..<count).first(where: { sizes[$0] > 0 && untrained[$0] > 0 }) {
      notes.append(
        "class '\(data.name(ofClass: unseen))' has no row to train on in \(untrained[unseen]) of"
          + " \(splits.count) splits, which therefore cannot learn it")
    }
    return notes
  }

  /// Whether a class has fewer rows than there are folds, which scikit-learn warns of.
  private func isFewerThanFolds(_ rows: Int) -> Bool {
    guard case .folds(let k, _, _) = sweep.evaluation.scheme else { return false }
    return rows < k
  }
}
