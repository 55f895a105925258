import Random

/// One replicate and fold: its trials, one a configuration, are paired with each other.
package struct RaceBlock: Hashable, Sendable {
  /// The replicate, counted from 0.
  package let replicate: Int
  /// The fold, counted from 0 through all repeats.
  package let fold: Int

  /// - Parameters:
  ///   - replicate: counted from 0.
  ///   - fold: counted from 0.
  package init(replicate: Int, fold: Int) {
    self.replicate = replicate
    self.fold = fold
  }
}

extension Plan {
  /// The number of blocks of a race that are trained of every configuration, as a search learns from them;
  /// 0 where none does.
  package var blocksOfSearch: Int {
    guard let search = sweep.search?.method, search.learns else { return 0 }
    return search.replicates * splits.count
  }

  /// The size of a validation part over that of its training part, where blocks share training rows; 0 where
  /// they do not.
  package var raceOverlap: Double {
    sweep.evaluation.testToTrain(over: .folds, dataRows: data.rowCount > 0 ? data.rowCount : nil)
  }
}

extension Evaluation {
  /// The blocks of a race in the order in which they are dealt: replicate by replicate, the folds of each in
  /// an order of its own, so that more replicates change no earlier block.
  package var raceBlocks: [RaceBlock] {
    (0..<replicates).flatMap { replicate in
      var folds = Array(0..<foldCount)
      var stream = RandomStream(sweepSeed: seed, purpose: "race", replicate)
      stream.shuffle(&folds)
      return folds.map { RaceBlock(replicate: replicate, fold: $0) }
    }
  }
}
