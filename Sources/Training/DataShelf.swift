import Datasets
import Engine
import Sweeps

/// The data sets and splits that a process has at hand: a runner trains many trials of one sweep.
final class DataShelf {
  private struct Opened {
    let form: Dataset.Form
    let facts: DataFacts
    let examples: Examples
    var splits: [Evaluation: [Split]] = [:]
  }

  /// What one trial trains and validates on.
  struct Material {
    let form: Dataset.Form
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
    var set = try opened[assignment.data] ?? open(assignment.data)
    guard set.facts.digest == assignment.dataDigest else {
      throw Failure(
        cause: .unavailable,
        message: "the data set \(assignment.data.label) of this host differs from the"
          + " coordinator's; copy the coordinator's files or set SWEEP_DATA")
    }
    let splits: [Split]
    do {
      splits = try set.splits[assignment.evaluation] ?? assignment.evaluation.splits(of: set.facts)
    } catch {
      throw Failure(cause: .invalid, message: error.message)
    }
    set.splits[assignment.evaluation] = splits
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
      form: set.form, training: set.examples.selecting(split.training.map(Int32.init)),
      validation: set.examples.selecting(split.validation.map(Int32.init)))
  }

  private func open(_ reference: Document) throws(Failure) -> Opened {
    do {
      let dataset = try library.open(DatasetReference(reference))
      return Opened(
        form: dataset.form, facts: DataFacts(dataset), examples: Examples(dataset))
    } catch let error as DocumentError {
      throw Failure(cause: .invalid, message: error.message)
    } catch {
      throw Failure(cause: .unavailable, message: "\(error)")
    }
  }
}

extension Examples {
  /// The set's rows in place: pixels stay one byte each in the mapping that processes share.
  fileprivate init(_ dataset: Dataset) {
    let shape = Shape(dataset.form.shape.extents)
    let rows =
      switch dataset.form.element {
      case .byte(let scale):
        Rows(
          dataset.bytes, of: .uint8, shape: shape, scaling: Scaling(scale: scale),
          owner: dataset.owner)
      case .float:
        Rows(dataset.bytes, of: .float32, shape: shape, owner: dataset.owner)
      }
    switch dataset.targets {
    case .labels(let labels):
      let count = dataset.form.classNames?.count ?? 0
      self.init(rows, .classes(labels.map(Int32.init), count: count))
    case .numbers(let numbers):
      self.init(rows, .rows(Rows(numbers, shape: [1])))
    }
  }
}
