import Documents
import Glibc
import Reports
import Store
import Sweeps
import Training

/// How well the slots of real workers are used: an agent with a runner process a slot.
enum SlotCases {
  /// How long a slot is idle between two trials of 5 ms, by the clock of its runner.
  static func gap() throws -> [Figure] {
    let (stage, _) = try run(trials: 2000, slots: 2, nap: 0.005)
    let file = try ResultsReader(at: stage.resultsPath)
    guard let sweep = try file.latestSweep() else { throw Trouble("no sweep was recorded") }
    let metric = Metric(name: NapTrainer.gap, goal: .minimize, moment: .last)
    let gaps = try file.values(of: sweep.id, metric: metric).compactMap(\.value)
      .filter(\.isFinite).sorted()
    return [
      Figure(
        "idle gap of a slot between two trials, median", gaps.median, "ms", .atMost(1),
        ["slots": .integer(2), "p99_ms": .number(gaps[gaps.count * 99 / 100].rounded(4))])
    ]
  }

  /// Trials that sleep 0.1 s, on 16 slots; with all that starting and ending the workers takes.
  static func nap() throws -> [Figure] {
    let start = now()
    let (_, watch) = try run(trials: 1000, slots: 16, nap: 0.1)
    let ideal = 1000 * 0.1 / 16
    return [
      Figure(
        "1,000 trials that sleep 0.1 s on 16 slots", watch.seconds / ideal, "x ideal",
        .atMost(1.03),
        [
          "ideal_s": .number(ideal), "seconds": .number(watch.seconds.rounded(4)),
          "with_start_and_end": .number((now() - start).rounded(4)),
        ])
    ]
  }

  private static func run(trials: Int, slots: Int, nap: Double) throws -> (Stage, Watch) {
    let stage = try Stage(trials: trials)
    let watch = Watch(trials: trials)
    try stage.run(
      worker: { try Part.agent($0, slots: slots, trainer: "\(nap)") }, watch: watch)
    return (stage, watch)
  }

  /// Real trainings of 20 to 100 ms on folds of the digits: the share of the time from the first
  /// lease to the last result that the slots were training.
  static func folds() throws -> [Figure] {
    let stage = try Stage(
      """
      sweep: digits-folds
      data: digits
      network:
        - dense: { units: $units, activation: relu }
        - dense: { units: 10, activation: softmax }
      training:
        loss: categorical_crossentropy
        optimizer: { adam: { learning_rate: 0.001 } }
        batch_size: 32
        epochs: 20
      parameters: { units: [32, 64, 128] }
      evaluate: { folds: { k: 5, kind: stratified }, replicates: 40, seed: 1 }
      """, semantics: EngineTrainer.semantics)
    let trials = stage.plan.trials.count
    let watch = Watch(trials: trials)
    let slots = 2
    try stage.run(worker: { try Part.agent($0, slots: slots, trainer: "engine") }, watch: watch)
    let file = try ResultsReader(at: stage.resultsPath)
    guard let sweep = try file.latestSweep() else { throw Trouble("no sweep was recorded") }
    let seconds = try file.trials(of: sweep.id, metric: sweep.metric).compactMap(\.seconds)
    let use = seconds.reduce(0, +) / (Double(slots) * watch.seconds)
    return [
      Figure(
        "slot use on digits folds", use * 100, "%", .atLeast(95),
        [
          "slots": .integer(slots), "trials": .integer(trials),
          "median_training_ms": .number((seconds.median * 1e3).rounded(4)),
        ])
    ]
  }
}
