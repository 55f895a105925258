package import Datasets
package import Documents
package import Engine
import Processes
package import Sweeps
package import Trials

/// The data of a sweep of the built-in engine, opened as its trainings read them.
package struct SweepData {
  /// The sweep with the paths at which its files were found.
  package let sweep: Sweep
  /// The data set, mapped into memory or read.
  package let dataset: Dataset
  /// The facts about its rows, classes and groups that splits are made from.
  package let facts: DataFacts

  /// Opens the data set; an error in it is reported at the place that names it.
  ///
  /// - Parameter folder: the spec's, beside which files are looked for first.
  package init(of sweep: Sweep, in folder: String) throws(DocumentError) {
    self.sweep = sweep.reading(
      DatasetReference.located(sweep.data, in: Self.fromHere(folder)) { Folder.exists(at: $0) })
    dataset = try Self.dataset(self.sweep.data)
    facts = DataFacts(dataset)
  }

  /// The examples that networks see, of a table by the first split's training rows: they stand for all.
  package func examples(_ splits: [Split]) -> Examples {
    TrialData(dataset: dataset, split: splits[0]).examples
  }

  /// The cost of a training of a proposal, in units of any size.
  package func predictedCost(_ examples: Examples) -> @Sendable (Proposal) -> Int {
    { [sweep] proposal in
      let recipe = try? EngineRecipe(
        sweep.configuration(0, proposal.options).recipe, for: examples)
      return recipe?.cost ?? 1
    }
  }

  /// A folder as other hosts have it, too: by its path from the working directory, where it lies there.
  private static func fromHere(_ folder: String) -> String {
    guard folder.hasPrefix("/"), let here = Folder.absolute("."),
      let there = Folder.absolute(folder)
    else { return folder }
    if there == here { return "." }
    return there.hasPrefix(here + "/") ? String(there.dropFirst(here.count + 1)) : folder
  }

  private static func dataset(_ data: Document) throws(DocumentError) -> Dataset {
    let reference = try DatasetReference(data)
    do {
      return try DatasetLibrary(environment: CurrentProcess.environment).open(reference)
    } catch .unknown(let name, let known) {
      throw DocumentError(
        "there is no data set '\(name)'" + suggestion(for: name, among: known)
          + " (known by name are \(known.joined(separator: ", ")))", at: data.mark)
    } catch {
      throw DocumentError("\(error)", at: data.mark, systemCode: error.systemCode)
    }
  }
}
