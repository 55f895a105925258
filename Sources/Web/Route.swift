import Documents
import HTTPServer
import Reports

/// The thing at an address of the server.
enum Route: Hashable {
  /// The page, which asks for the rest at the same address.
  case page
  /// A file that belongs to the page.
  case asset(String)
  /// The rights of the client.
  case session
  /// How a sweep stands, as it comes.
  case events(sweep: String)
  case question(PageQuestion)
  case change(PageChange)

  /// The route of a request.
  ///
  /// People, who ask for HTML, get the page at the addresses that have one; programs get JSON there.
  ///
  ///     /                                the sweeps
  ///     /sweeps/NAME                     the summary table; ?format=csv, markdown, latex or text
  ///     /sweeps/NAME/rows                a part of it; ?first=0&count=100&sort=parameter l2&down=true and
  ///                                      where={"val_accuracy mean": ">=0.9"} as filters
  ///     /sweeps/NAME/status              how it stands
  ///     /sweeps/NAME/trials              ?status=failed&configuration=l2=0.1&first=0&count=100
  ///     /sweeps/NAME/trials/HASH         all about one
  ///     /sweeps/NAME/trials/HASH/curves  what it measured, epoch by epoch
  ///     /sweeps/NAME/trials/HASH/output  the last that it prints, while it is in training
  ///     /sweeps/NAME/failures            why trials were given up
  ///     /sweeps/NAME/workers             who trains
  ///     /sweeps/NAME/compare             all against the best; ?a=l2=0.1&b=l2=0.2&format=text
  ///     /sweeps/NAME/spec                what somebody wrote, and where the results come from
  ///     /sweeps/NAME/notes               tags and notes; ?configuration=l2=0.1
  ///     /sweeps/NAME/plots               which pictures there are
  ///     /sweeps/NAME/plots/KIND          SVG; ?width=120&scheme=dark&parameter=l2&metric=val_loss
  ///     /events?sweep=NAME               how it stands, as server-sent events
  ///     /session                         reader or operator
  ///     POST /sweeps/NAME/retry          {"trials": [...], "hosts": [...]}
  ///     POST /sweeps/NAME/note           {"text": "...", "configuration": "l2=0.1"}, of the sweep without it
  ///     POST /sweeps/NAME/tag            {"add": ["keep"], "remove": [], "configuration": "l2=0.1"}
  ///     POST /drain                      {"hosts": ["ada"]}
  ///     POST /sweeps/NAME/extend         {"replicates": 10} or {"configurations": 80}, in all
  ///     POST /pause                      {"paused": true}; false lets trainings begin again
  ///     POST /stop                       {"at_once": false}
  init(_ request: Request) throws(PageRefusal) {
    let target = request.target
    let wantsPage =
      target.query["format"] == nil
      && (request.headers["accept"] ?? "").lowercased().contains("text/html")
    guard request.isReading else {
      guard request.method == "POST" else {
        throw PageRefusal(status: 405, "this takes GET or POST")
      }
      self = try .change(Route.readChange(target.path, request.body))
      return
    }
    switch target.path {
    case []: self = wantsPage ? .page : .question(.sweeps)
    case ["session"]: self = .session
    case ["events"]: self = .events(sweep: target.query["sweep"] ?? "")
    case let path where path.count == 2 && path[0] == "assets": self = .asset(path[1])
    case let path where path.first == "sweeps" && path.count >= 2:
      let question = try Route.readQuestion(about: path[1], Array(path.dropFirst(2)), target.query)
      self = wantsPage && question.hasPage ? .page : .question(question)
    default: throw Route.nothing
    }
  }

  private static let nothing = PageRefusal(status: 404, "there is nothing at this address")

  private static func readQuestion(
    about sweep: String, _ rest: [String], _ query: [String: String]
  ) throws(PageRefusal) -> PageQuestion {
    switch rest {
    case []:
      let word = query["format"] ?? TableFormat.json.rawValue
      guard let format = TableFormat(rawValue: word) else {
        throw PageRefusal(
          status: 400,
          "format is one of \(TableFormat.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return .table(sweep: sweep, format: format)
    case ["status"]: return .status(sweep: sweep)
    case ["rows"]:
      return .rows(
        sweep: sweep,
        RowWindow(
          first: try number("first", in: query, 0...1 << 40) ?? 0,
          count: try number("count", in: query, 0...RowWindow.longest) ?? RowWindow.longest,
          sort: query["sort"], isDown: query["down"] == "true", conditions: try conditions(query)))
    case ["trials"]:
      return .trials(
        sweep: sweep,
        TrialWindow(
          status: query["status"].flatMap { $0.isEmpty ? nil : $0 },
          configuration: query["configuration"].flatMap { $0.isEmpty ? nil : $0 },
          first: try number("first", in: query, 0...1 << 40) ?? 0,
          count: try number("count", in: query, 0...TrialWindow.longest) ?? TrialWindow.standard))
    case ["failures"]: return .failures(sweep: sweep)
    case ["workers"]: return .workers(sweep: sweep)
    case ["plots"]: return .plots(sweep: sweep)
    case ["spec"]: return .spec(sweep: sweep)
    case ["notes"]:
      return .notes(
        sweep: sweep, configuration: query["configuration"].flatMap { $0.isEmpty ? nil : $0 })
    case ["compare"]:
      return .comparison(
        sweep: sweep,
        ComparisonQuestion(pair: try pair(query), isText: try isText(query)))
    case let rest where rest.count == 2 && rest[0] == "trials":
      return .trial(sweep: sweep, trial: rest[1])
    case let rest where rest.count == 3 && rest[0] == "trials" && rest[2] == "curves":
      return .curves(sweep: sweep, trial: rest[1])
    case let rest where rest.count == 3 && rest[0] == "trials" && rest[2] == "output":
      return .output(sweep: sweep, trial: rest[1])
    case let rest where rest.count == 2 && rest[0] == "plots":
      let widths = PlotQuestion.widths
      return .plot(
        sweep: sweep,
        PlotQuestion(
          kind: rest[1],
          width: try number("width", in: query, widths) ?? widths.lowerBound,
          isDark: try isDark(query), parameter: query["parameter"], metric: query["metric"]))
    default: throw nothing
    }
  }

  private static func number(
    _ name: String, in query: [String: String], _ range: ClosedRange<Int>
  ) throws(PageRefusal) -> Int? {
    guard let text = query[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw PageRefusal(
        status: 400,
        "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The filters of a table, an object of JSON.
  private static func conditions(_ query: [String: String]) throws(PageRefusal) -> [String: String]
  {
    guard let text = query["where"] else { return [:] }
    guard let document = Document(json: text), case .map(let entries) = document.content else {
      throw PageRefusal(
        status: 400, "where is an object of JSON, such as {\"parameter l2\": \"0.1..0.5\"}")
    }
    var conditions: [String: String] = [:]
    for entry in entries {
      guard case .text(let condition) = entry.value.content else {
        throw PageRefusal(status: 400, "filters are texts, such as \"0.1..0.5\" or \">=0.9\"")
      }
      conditions[entry.key] = condition
    }
    return conditions
  }

  /// Two configurations, or none.
  private static func pair(_ query: [String: String]) throws(PageRefusal) -> [String]? {
    switch (query["a"], query["b"]) {
    case (nil, nil): return nil
    case (let a?, let b?): return [a, b]
    default: throw PageRefusal(status: 400, "a and b are two configurations, such as l2=0.001")
    }
  }

  private static func isText(_ query: [String: String]) throws(PageRefusal) -> Bool {
    switch query["format"] {
    case nil, "json": return false
    case "text": return true
    default: throw PageRefusal(status: 400, "format is json or text")
    }
  }

  private static func isDark(_ query: [String: String]) throws(PageRefusal) -> Bool {
    switch query["scheme"] {
    case nil, "light": return false
    case "dark": return true
    default: throw PageRefusal(status: 400, "scheme is light or dark")
    }
  }

  private static func readChange(
    _ path: [String], _ body: [UInt8]
  ) throws(PageRefusal) -> PageChange {
    guard let document = Document(json: body), case .map = document.content else {
      throw PageRefusal(status: 400, "a change is an object of JSON")
    }
    switch path {
    case ["stop"]:
      guard case .boolean(let atOnce)? = document["at_once"]?.content else {
        throw PageRefusal(status: 400, "to stop takes {\"at_once\": false} or true")
      }
      return .stop(atOnce: atOnce)
    case ["pause"]:
      guard case .boolean(let isPaused)? = document["paused"]?.content else {
        throw PageRefusal(status: 400, "to pause takes {\"paused\": true} or false")
      }
      return .pause(isPaused)
    case ["drain"]:
      guard let hosts = texts(document["hosts"]), !hosts.isEmpty else {
        throw PageRefusal(status: 400, "to drain takes {\"hosts\": [...]}, at least one")
      }
      return .drain(hosts: hosts)
    case let path where path.count == 3 && path[0] == "sweeps" && path[2] == "note":
      guard case .text(let text)? = document["text"]?.content else {
        throw PageRefusal(status: 400, "a note takes {\"text\": \"...\"}")
      }
      return .note(sweep: path[1], configuration: try configuration(document), text: text)
    case let path where path.count == 3 && path[0] == "sweeps" && path[2] == "tag":
      guard let added = texts(document["add"]), let removed = texts(document["remove"]) else {
        throw PageRefusal(status: 400, "tags take {\"add\": [...], \"remove\": [...]}")
      }
      return .tag(
        sweep: path[1], configuration: try configuration(document), added: added, removed: removed)
    case let path where path.count == 3 && path[0] == "sweeps" && path[2] == "retry":
      guard let trials = texts(document["trials"]), let hosts = texts(document["hosts"]),
        !trials.isEmpty || !hosts.isEmpty
      else {
        throw PageRefusal(
          status: 400, "to retry takes {\"trials\": [...], \"hosts\": [...]}, one of them not empty"
        )
      }
      return .retry(sweep: path[1], trials: trials, hosts: hosts)
    case let path where path.count == 3 && path[0] == "sweeps" && path[2] == "extend":
      let replicates = count(document["replicates"])
      let configurations = count(document["configurations"])
      guard (replicates == nil) != (configurations == nil) else {
        throw PageRefusal(
          status: 400,
          "to extend takes {\"replicates\": N} or {\"configurations\": N}, how many there are to be in all"
        )
      }
      return .extend(sweep: path[1], replicates: replicates, configurations: configurations)
    default: throw nothing
    }
  }

  /// The configuration that a change is about; nil for the whole sweep.
  private static func configuration(_ document: Document) throws(PageRefusal) -> String? {
    switch document["configuration"]?.content {
    case nil, .null?: return nil
    case .text(let name)?: return name
    default:
      throw PageRefusal(status: 400, "configuration is a text such as l2=0.001, or null")
    }
  }

  /// A number of things from one to a million; nil of anything else.
  private static func count(_ document: Document?) -> Int? {
    guard case .integer(let count)? = document?.content, (1...1_000_000).contains(count) else {
      return nil
    }
    return Int(count)
  }

  /// The texts of a list; none where it is left out, and nil where it is anything else.
  private static func texts(_ document: Document?) -> [String]? {
    guard let document else { return [] }
    guard case .list(let elements) = document.content else { return nil }
    let texts = elements.compactMap { element -> String? in
      if case .text(let text) = element.content { text } else { nil }
    }
    return texts.count == elements.count ? texts : nil
  }
}

extension Route {
  /// The queue in which requests for it wait.
  ///
  /// The pages, how sweeps stand and changes of a run cost little. A change of the file waits behind those who
  /// read it: an open reader keeps the file from being opened for writing.
  var queue: RequestQueue {
    switch self {
    case .page, .asset, .session, .events, .question(.sweeps), .question(.status): .prompt
    case .change(.drain), .change(.pause), .change(.stop): .prompt
    case .question, .change: .slow
    }
  }
}

extension PageQuestion {
  /// Whether there is a page for people at its address.
  fileprivate var hasPage: Bool {
    switch self {
    case .sweeps, .table, .trials, .trial, .workers, .plots, .comparison, .spec: true
    case .status, .rows, .curves, .output, .failures, .notes, .plot: false
    }
  }

  /// Whether the answer stays the same as long as nothing is recorded; how it stands has the time in it.
  var canBeKept: Bool {
    switch self {
    // Parts of a table have a keeper of their own.
    case .sweeps, .status, .workers, .rows, .output: false
    case .table, .trials, .trial, .curves, .failures, .plots, .plot, .comparison, .spec,
      .notes:
      true
    }
  }
}
