import Datasets
import Engine
import Sweeps

/// The data sets and splits that a process has at hand: a runner trains many trials of one sweep.
final class DataShelf {
  private struct Opened {
    let facts: DataFacts
    let examples: Examples
    private var made: [Sweeps.Evaluation: [Split]] = [:]

    init(facts: DataFacts, examples: Examples) {
      self.facts = facts
      self.examples = examples
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

  /// What one trial trains and validates on.
  struct Material {
    let examples: Examples
    let training: Selection
    let validation: Selection
  }

  private let library: DatasetLibrary
  private var opened: [Document: Opened] = [:]

  init(_ library: DatasetLibrary) { self.library = library }

  /// The rows that a trial is about.
  ///
  /// - Throws: `Failure` when the set is not here, or is not the one that the coordinator has.
  func material(for assignment: Assignment) throws(Failure) -> Material {
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
    let split = splits[assignment.fold]
    return Material(
      examples: set.examples,
      training: set.examples.selecting(split.training.map(Int32.init)),
      validation: set.examples.selecting(split.validation.map(Int32.init)))
  }

  private func set(_ reference: Document) throws(Failure) -> Opened {
    if let known = opened[reference] { return known }
    do {
      let dataset = try library.open(DatasetReference(reference))
      return Opened(facts: DataFacts(dataset), examples: Examples(dataset))
    } catch let error as DocumentError {
      throw Failure(cause: .invalid, message: error.message)
    } catch {
      throw Failure(cause: .unavailable, message: "\(error)")
    }
  }
}
