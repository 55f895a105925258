package import Documents
package import Sweeps
package import Trials

/// Finished trials that another program has left, as a sweep of ours.
package struct ImportedStudy: Sendable {
  /// One training.
  package struct Trial: Sendable {
    /// The way in which a training ended, with what it measured.
    package enum Ending: Sendable {
      /// The measurements by epoch.
      case completed([Measurement])
      /// A result without a number, as of a loss that ran away.
      case diverged([Measurement])
      /// The training failed, as this sentence tells.
      case failed(String)
    }

    /// The parameters' values in the order of the file; a parameter that is not used is not there.
    let values: [(name: String, value: Document)]
    /// The replicate; nil where the file does not tell: trainings of the same values are counted then.
    let replicate: Int?
    let fold: Int
    /// The training's end, and its measurements or the reason of its failure.
    package let ending: Ending
    /// How long it took; nil where nobody knows.
    package let seconds: Double?

    init(
      values: [(name: String, value: Document)], replicate: Int? = nil, fold: Int = 0,
      ending: Ending, seconds: Double? = nil
    ) {
      self.values = values
      self.replicate = replicate
      self.fold = fold
      self.ending = ending
      self.seconds = seconds
    }
  }

  /// Where a trial is in the sweep.
  package struct Place: Hashable, Sendable {
    /// The place among the configurations that `placed` gives, from 0.
    package let configuration: Int
    /// The replicate, from 0.
    package let replicate: Int
    /// The fold, from 0; 0 where there are no folds.
    package let fold: Int

    /// Makes a place of three numbers that count from 0.
    package init(configuration: Int, replicate: Int, fold: Int) {
      self.configuration = configuration
      self.replicate = replicate
      self.fold = fold
    }
  }

  /// The name of the study in its file, or the file's name.
  package let name: String
  /// The program that made it, such as `Optuna`, or `a table` where none is known.
  package let maker: String
  /// The metric that trials are judged by, at their last measurement.
  package let metric: Metric
  /// The trials that have ended.
  package let trials: [Trial]
  /// Remarks that a reader of the numbers should know; a sentence each.
  package let remarks: [String]

  init(name: String, maker: String, metric: Metric, trials: [Trial], remarks: [String] = []) {
    self.name = name
    self.maker = maker
    self.metric = metric
    self.trials = trials
    self.remarks = remarks
  }

  /// The promise about numbers that others have made: that they are what the file said.
  package static let semantics = "imported 1"
}

extension ImportedStudy {
  /// Throws if replicates of several configurations cannot be paired: tables compare them replicate by
  /// replicate, and nothing tells which belong together.
  static func checkPairing(of trials: [Trial], in path: String) throws(ImportError) {
    var counts: [String: Int] = [:]
    for trial in trials {
      let values = trial.values.sorted { $0.name < $1.name }
      let key = values.map { "\($0.name)=\($0.value.json)" }.joined(separator: "\n")
      counts["\(trial.fold)\n\(key)", default: 0] += 1
    }
    guard counts.values.count(where: { $0 > 1 }) > 1 else { return }
    throw ImportError(
      "several rows of '\(path)' have the same parameters, and tables compare such rows pair by pair;"
        + " name the column that tells them apart with --replicate (such as seed), or write"
        + " --replicate order where the first rows, the second rows and so on belong together")
  }

  /// The configurations in the order in which they first stand, and where each trial is.
  ///
  /// - Throws: `ImportError` where two trials are the same replicate and fold of a configuration.
  package func placed() throws(ImportError) -> (configurations: [Document], places: [Place]) {
    var numbers: [String: Int] = [:]
    var configurations: [Document] = []
    var counts: [[Int]: Int] = [:]
    var taken: Set<Place> = []
    var places: [Place] = []
    for trial in trials {
      let values = trial.values.sorted { $0.name < $1.name }
      let key = values.map { "\($0.name)=\($0.value.json)" }.joined(separator: "\n")
      if numbers[key] == nil {
        numbers[key] = configurations.count
        configurations.append(
          Document(.map(trial.values.map { Document.Entry(key: $0.name, value: $0.value) })))
      }
      let configuration = numbers[key] ?? 0
      let next = counts[[configuration, trial.fold], default: 0]
      counts[[configuration, trial.fold]] = next + 1
      let place = Place(
        configuration: configuration, replicate: trial.replicate ?? next, fold: trial.fold)
      guard taken.insert(place).inserted else {
        throw ImportError(
          "two rows are replicate \(place.replicate) and fold \(place.fold) of one configuration"
            + " (\(configurations[configuration].label)); name the columns that tell them apart with"
            + " --replicate and --fold")
      }
      places.append(place)
    }
    return (configurations, places)
  }

  /// A spec that says what the file holds; it names no program that could be run.
  ///
  /// - Parameters:
  ///   - name: of the sweep.
  ///   - file: where it comes from.
  package func specText(named name: String, from file: String) throws(ImportError) -> String {
    let (configurations, places) = try placed()
    let replicates = (places.map(\.replicate).max() ?? 0) + 1
    let folds = (places.map(\.fold).max() ?? 0) + 1
    var lines = [
      "# Imported from \(Document(.text(file)).json) of \(maker); there is nothing here to run.",
      "sweep: \(name)", "command: [imported, \(Document(.text(file)).json)]", "configurations:",
    ]
    lines += configurations.map { "  - \($0.json)" }
    let design = folds > 1 ? "folds: { k: \(folds) }, " : ""
    lines.append("evaluate: { \(design)replicates: \(replicates) }")
    lines.append(
      "metric: { name: \(Document(.text(metric.name)).json), goal: \(metric.goal.rawValue), at: last }"
    )
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The reason that a file cannot be taken in: one sentence with a remedy.
package struct ImportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence without a capital and a stop, with the path of the file where it is at fault.
  package let description: String

  init(_ description: String) { self.description = description }
}

/// The facts that the user tells of a file, where the file does not.
package struct ImportOptions: Sendable {
  /// The name of the study to take, where a file has several; nil for the only one.
  package var study: String?
  /// The columns that are parameters.
  package var parameters: [String]?
  /// The metric's name, and its goal where it is said.
  package var metric: (name: String, goal: Metric.Goal?)?
  /// The columns that number replicates and folds.
  package var replicate: String?
  /// Whether replicates are numbered in the order of their rows.
  package var numbersReplicates = false
  /// The column that tells each row's fold; nil where there are no folds.
  package var fold: String?

  /// Makes options that leave all to the file.
  package init() {}

  /// The metric, with a goal that was said or that its name tells.
  func judged(_ name: String, goal: Metric.Goal? = nil) throws(ImportError) -> Metric {
    guard let goal = metric?.goal ?? goal ?? Metric.Goal(metricNamed: name) else {
      throw ImportError(
        "whether more or less of '\(name)' is better is not known; write --metric \(name):maximize or"
          + " \(name):minimize")
    }
    return Metric(name: name, goal: goal, moment: .last)
  }
}

extension String {
  /// Gives the remark about trials that have not ended.
  static func leftOut(_ count: Int, _ noun: String) -> String {
    count == 1
      ? "1 \(noun) that has not ended is left out"
      : "\(count) \(noun)s that have not ended are left out"
  }

  /// A parameter's name as ours are written: a slash is a point, and anything else strange a line.
  var parameterName: String {
    let letters = map { character -> Character in
      if character == "/" { return "." }
      return character.isASCII
        && (character.isLetter || character.isNumber || "_-.".contains(character))
        ? character : "_"
    }
    let text = String(letters)
    return Parameter.isName(text) ? text : "_" + text
  }
}
