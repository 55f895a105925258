package import Datasets
import Documents
import Engine
import Processes
import Results
import Specs
package import Store
import Sweeps
package import Training

/// The data of trained networks: which rows each was trained and validated on.
package struct TrainedData {
  /// The data set as it lies on this machine; its digest is that of the training.
  package let dataset: Dataset
  /// The reference that it was opened by, with the paths at which its files were found.
  package let reference: DatasetReference
  private let splits: [Split]
  private let standardizes: Bool

  /// - Parameters:
  ///   - standardizes: whether the networks saw them with mean 0 and deviation 1.
  ///   - folder: where files are looked for first.
  /// - Throws: `UserError` where the data are not here, or are others than at the training.
  init(of recorded: SweepReader, standardizes: Bool, in folder: String) throws {
    self.standardizes = standardizes
    do throws(DocumentError) {
      let data = try SweepData(of: Spec(recorded.sweep.specText).sweep, in: folder)
      dataset = data.dataset
      reference = try DatasetReference(data.sweep.data)
    } catch {
      throw UserError(
        error.message
          + "; where the data lie beside the spec, name it with --spec FILE", cause: error)
    }
    guard dataset.hash == recorded.sweep.dataDigest else {
      throw UserError(
        "the data set \(recorded.sweep.data) of this machine differs from the one that"
          + " '\(recorded.sweep.name)' was trained on; name its folder with SWEEP_DATA")
    }
    splits = try recorded.file.splits(of: recorded.sweep.id)
  }

  /// The rows of a trial's fold as its network sees them: standardized where it was trained so.
  package func trial(_ trial: TrialRecord) -> TrialData {
    let data = TrialData(dataset: dataset, split: splits[trial.fold])
    return standardizes ? data.standardized() : data
  }
}
