import Datasets
import Documents
import Engine
import Sweeps
import Trials

/// The data sets and splits that a process has at hand: a runner trains many trials of one sweep.
final class DataCache {
  private struct Opened {
    let dataset: Dataset
    let facts: DataFacts
    private var made: [Sweeps.Evaluation: [Split]] = [:]

    init(_ dataset: Dataset) {
      self.dataset = dataset
      facts = DataFacts(dataset)
    }

    mutating func splits(_ evaluation: Sweeps.Evaluation) throws(Failure) -> [Split] {
      if let known = made[evaluation] { return known }
      do throws(DocumentError) {
        let splits = try evaluation.splits(of: facts)
        made[evaluation] = splits
        return splits
      } catch {
        throw Failure(cause: .invalid, message: error.message)
      }
    }
  }

  private let library: DatasetLibrary
  private var opened: [Document: Opened] = [:]

  init(_ library: DatasetLibrary) { self.library = library }

  /// The rows that a trial is about.
  ///
  /// - Throws: `Failure` when the set is not here, or is not the one that the coordinator has.
  func material(for assignment: Assignment) throws(Failure) -> TrialData {
    var set = try set(assignment.data)
    guard set.facts.digest == assignment.dataDigest else {
      throw Failure(
        cause: .unavailable,
        message: "the data set \(assignment.data.label) of this host differs from the"
          + " coordinator's; copy the coordinator's files or set SWEEP_DATA")
    }
    let splits = try set.splits(assignment.evaluation)
    opened[assignment.data] = set
    guard splits.indices.contains(assignment.fold),
      splits[assignment.fold].digest == assignment.splitDigest
    else {
      throw Failure(
        cause: .invalid,
        message: "fold \(assignment.fold) is split otherwise here than by the coordinator")
    }
    return TrialData(dataset: set.dataset, split: splits[assignment.fold])
  }

  private func set(_ reference: Document) throws(Failure) -> Opened {
    if let known = opened[reference] { return known }
    do {
      return Opened(try library.open(DatasetReference(reference)))
    } catch let error as DocumentError {
      throw Failure(cause: .invalid, message: error.message)
    } catch {
      throw Failure(cause: .unavailable, message: "\(error)")
    }
  }
}
