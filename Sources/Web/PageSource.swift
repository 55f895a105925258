package import Documents
package import Reports

/// Where pages get what they show: a results file, and who coordinates into it.
package protocol PageSource {
  /// Makes ready what takes a while and is asked for first.
  func prepare()
  /// Stands for all that answers are made from: with equal stamps, equal questions have equal answers.
  func stamp() -> AnyHashable
  /// The answer to a question.
  func answer(_ question: PageQuestion) throws -> PageAnswer
  /// Has something changed; gives the outcome.
  func carryOut(_ change: PageChange) throws -> JSON
  /// The refusal for an error of either, with its status (RFC 9110, 15).
  func refusal(for error: any Error) -> PageRefusal
}

/// A question of a page.
package enum PageQuestion: Hashable, Sendable {
  /// The list of the sweeps.
  case sweeps
  /// How a sweep stands.
  case status(sweep: String)
  /// The summary table of a sweep.
  case table(sweep: String, format: TableFormat)
  /// A part of its summary table.
  case rows(sweep: String, RowWindow)
  case trials(sweep: String, TrialWindow)
  /// All about one trial.
  ///
  /// - Parameter trial: the beginning of its hash.
  case trial(sweep: String, trial: String)
  /// The measurements of a trial, epoch by epoch; of one in training those so far.
  case curves(sweep: String, trial: String)
  /// The end of what it prints, while it is in training.
  case output(sweep: String, trial: String)
  /// The trials that were given up, by why.
  case failures(sweep: String)
  /// The workers that train, and those that did.
  case workers(sweep: String)
  /// The pictures that can be drawn of it.
  case plots(sweep: String)
  case plot(sweep: String, PlotQuestion)
  /// The spec as it was written, and where the results come from.
  case spec(sweep: String)
  /// Tags and notes: of the whole sweep, or of one configuration such as `l2=0.001`.
  case notes(sweep: String, configuration: String?)
  /// Whether configurations differ by more than chance.
  case comparison(sweep: String, ComparisonQuestion)
}

/// A comparison that a page wants.
package struct ComparisonQuestion: Hashable, Sendable {
  /// Two configurations, such as `l2=0.001`; nil for all against the best.
  package let pair: [String]?
  /// Whether it is for people, and no JSON.
  package let isText: Bool

  /// - Parameters:
  ///   - pair: two configurations, such as `l2=0.001`; nil for all against the best.
  ///   - isText: whether the answer is for people, and no JSON.
  package init(pair: [String]? = nil, isText: Bool = false) {
    self.pair = pair
    self.isText = isText
  }
}

/// A picture that a page wants.
package struct PlotQuestion: Hashable, Sendable {
  /// A word that `plots` lists.
  package let kind: String
  /// The width in millimetres, as on paper.
  package let width: Int
  /// Whether the picture is for a dark page.
  package let isDark: Bool
  /// The parameter that is shown; nil for the one that varies most.
  package let parameter: String?
  /// The metric that is shown; nil for the sweep's own.
  package let metric: String?

  /// - Parameters:
  ///   - kind: a word that `plots` lists.
  ///   - width: in millimetres, one of `widths`.
  ///   - parameter: nil for the one that varies most.
  ///   - metric: nil for the sweep's own.
  package init(
    kind: String, width: Int = PlotQuestion.widths.lowerBound, isDark: Bool = false,
    parameter: String? = nil, metric: String? = nil
  ) {
    self.kind = kind
    self.width = width
    self.isDark = isDark
    self.parameter = parameter
    self.metric = metric
  }

  /// The widths that are drawn.
  package static let widths = 85...600
}

/// How a table is written.
package enum TableFormat: String, Hashable, Sendable, CaseIterable {
  case json, csv, markdown, latex, text
}

/// A part of a long list.
package struct TrialWindow: Hashable, Sendable {
  /// Only those of this status; all if nil.
  package let status: String?
  /// Only those of one configuration, such as `l2=0.001`; all if nil.
  package let configuration: String?
  /// How many come before it.
  package let first: Int
  /// The most trials that it has.
  package let count: Int

  /// No answer has more.
  package static let longest = 1000
  /// How many an answer has unless another number is asked for: as many as a page shows.
  package static let standard = 100

  /// - Parameters:
  ///   - status: nil for all.
  ///   - configuration: one such as `l2=0.001`; nil for all.
  ///   - first: how many come before it.
  package init(
    status: String? = nil, configuration: String? = nil, first: Int = 0,
    count: Int = TrialWindow.standard
  ) {
    self.status = status
    self.configuration = configuration
    self.first = first
    self.count = count
  }
}

/// A change that a page asks for.
package enum PageChange: Hashable, Sendable {
  /// Another chance for trials that were given up, by their hashes, and for hosts.
  case retry(sweep: String, trials: [String], hosts: [String])
  /// The workers of these hosts finish what they train, and go.
  case drain(hosts: [String])
  /// No training begins from now on, or trainings begin again.
  case pause(Bool)
  /// A note, of a sweep or a configuration such as `l2=0.001`.
  case note(sweep: String, configuration: String?, text: String)
  /// Tags, of the same.
  case tag(sweep: String, configuration: String?, added: [String], removed: [String])
  /// More replicates, or of a search more configurations: so many in all.
  case extend(sweep: String, replicates: Int?, configurations: Int?)
  /// The end of the run, in good order: what is in training is finished first, or handed back at once.
  case stop(atOnce: Bool)
}

/// The answer to a question.
package struct PageAnswer: Hashable, Sendable {
  /// Such as `application/json`.
  package let type: String
  /// The body of the response, as it is sent.
  package let bytes: [UInt8]

  /// - Parameter type: of the text, such as `text/csv; charset=utf-8`.
  package init(type: String, _ text: String) {
    self.type = type
    bytes = Array(text.utf8)
  }

  /// Makes an answer of `application/json`, on one line.
  package init(_ json: JSON) {
    self.init(type: "application/json", json.line + "\n")
  }
}

/// The reason why there is no answer.
package struct PageRefusal: Error, Hashable, Sendable {
  /// The status code of the response (RFC 9110, 15), such as 404.
  package let status: Int
  /// The message for people, in one sentence.
  package let sentence: String

  /// - Parameter status: the status code of the response (RFC 9110, 15), such as 404.
  package init(status: Int, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }
}
