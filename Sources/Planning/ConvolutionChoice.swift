import Documents
package import Processes
import Specs
import Store
import Sweeps

extension PlannedSweep {
  /// Has convolutions computed by Winograd's algorithm where the spec says nothing of them and some gain from it.
  ///
  /// The word is written into the text: texts that say nothing are those of earlier builds, which computed
  /// directly, and of sweeps that have nothing to gain. A sweep that an earlier build has begun goes on as it was.
  ///
  /// - Parameter overrides: the changes by the command line.
  /// - Throws: where the spec asks for what no layer gains from.
  package mutating func chooseConvolution(
    resultsPath: String, overrides: [Overriding] = []
  ) throws(UserError) {
    guard spec.convolution == nil else {
      guard winograd.isAskedFor, !winograd.isOfUse else { return }
      throw UserError(
        DocumentError(
          "convolution is winograd, and no layer gains from it, expected direct, or a conv2d with kernel_size 3 or"
            + " 5, strides 1 and so many filters, channels and samples in a batch that transforms take less time"
            + " than the products that they save", at: spec.convolution?.mark), in: path,
        with: overrides)
    }
    // There is no place for the word where the whole of `training` is a parameter, or stands elsewhere.
    guard winograd.isOfUse, let chosen = try? Spec.computing("winograd", in: text) else { return }
    if try hasBegun(in: resultsPath) {
      convolutionNote =
        "'\(resultsPath)' has trials of this sweep with direct convolutions, the default of earlier builds, and it"
        + " goes on with them; write convolution: direct into its training, which says so, or winograd, which"
        + " trains anew"
      return
    }
    let warmStartNote = warmStartNote
    self = try PlannedSweep(path, text: chosen, folder: folder, resultsPath: resultsPath)
    self.warmStartNote = warmStartNote
  }

  /// Whether the results file has results of these trials, by a text that says no more of convolutions.
  private func hasBegun(in path: String) throws(UserError) -> Bool {
    do {
      guard let file = try ResultsReader.ifAny(at: path),
        let former = try file.latestSweep(named: plan.sweep.name),
        try Spec(former.specText).convolution == nil
      else { return false }
      return try plan.done(in: file) > 0
    } catch let error as UserError {
      throw error
    } catch {
      throw UserError("\(error)", cause: error)
    }
  }
}
