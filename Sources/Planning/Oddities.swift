import Documents
import Specs
import Sweeps

extension PlannedSweep {
  /// Sentences on what is allowed and yet may be a slip.
  package var oddities: [String] {
    var notes = [warmStartNote, convolutionNote].compactMap(\.self)
    if let remark = spec.remark { notes.append(remark) }
    if let (name, remedy) = spec.seedLikeParameter {
      notes.append(
        "every value of \(name) is a configuration of its own; for the mean over them remove the parameter"
          + " and write \(remedy), or before the '--' of a command line --seeds in its place; 'sweep init'"
          + " writes it so")
    }
    if let unvaried {
      notes.append(
        "'\(unvaried.word)' is one word of the program, and nothing is varied; if several values are meant,"
          + " write \(unvaried.remedy)")
    }
    notes += plan.classNotes
    if let target = spec.sweep.data["target"]?.label, spec.sweep.data["kind"] == nil,
      plan.data.classes == nil
    {
      notes.append(
        "the target '\(target)' is taken as a number to be learned; if its values are classes, write"
          + " kind: classification, and if not, kind: regression, which says so")
      if kind == .program, spec.metricBlock?["name"] == nil {
        notes.append(
          "no metric is named, so \(plan.sweep.metric.name) is taken, which is of classes; name what the"
            + " program measures of a number, such as metric: { name: val_mse }")
      }
    }
    let metric = spec.sweep.metric
    if spec.isOfWandb, metric.goal == .minimize, Metric.Goal(metricNamed: metric.name) == .maximize
    {
      notes.append(
        "\(metric.name) is minimized, as W&B does where goal is left out; if more of it is better, write"
          + " goal: maximize")
    }
    let silent = spec.silentParameters
    guard !silent.isEmpty else { return notes }
    let name = silent[0]
    notes.append(
      "\(silent.joined(separator: ", ")): in no word of the command, only in the file SWEEP_PARAMS; write"
        + " --\(name)={\(name)} on a command line or \"--\(name)=${\(name)}\" in a spec if the program takes"
        + " it so")
    return notes
  }
}
