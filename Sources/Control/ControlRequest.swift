package import Documents
import Hashing
package import Trials

/// A request to a coordinator, whichever way it comes: by the socket beside the results file, or over
/// ZeroMQ.
package indirect enum ControlRequest: Hashable, Sendable {
  /// How the sweep stands: as soon as more is on record than there was at a position that an earlier answer
  /// named; 0 is answered at once.
  case status(after: Int)
  /// The end of what a trial in training has printed so far.
  case output(TrialID)
  /// The keys that workers have come in with, each with whether a worker of it is there.
  case keys
  /// The list of keys is another, and is to be read again.
  case reloadKeys
  /// Another chance for trials that were given up and for hosts that were quarantined.
  case retry(trials: [TrialID], hosts: [String])
  /// Configurations that left a race, by their numbers, are to stay in it from now on.
  case keep(configurations: [Int])
  /// The workers of these hosts finish what they train, and go.
  case drain(hosts: [String])
  /// No training begins from now on, or trainings begin again.
  case pause(Bool)
  /// A note or tags, of any sweep of the results file.
  case annotate(Annotation)
  /// The trials of a longer form of the sweep, as this text of a spec describes it.
  case extend(spec: String)
  /// The end of the run, in good order: what is in training is finished first, or handed back at once.
  case stop(atOnce: Bool)
  /// Another sweep for a queue.
  case submit(SubmittedSweep)
  /// How the sweeps of a queue stand.
  case queue
  /// A request about one sweep of a queue, by its name.
  case of(sweep: String, ControlRequest)
}

/// A sweep that somebody submits to a queue.
package struct SubmittedSweep: Hashable, Sendable {
  /// The text of its spec.
  package let spec: String
  /// The name of the spec's file, for messages.
  package let path: String
  /// The folder on the queue's machine in which its program and its data are looked for; nil for the one in
  /// which the queue was started.
  package let folder: String?
  /// Sweeps of higher priorities come first.
  package let priority: Int

  /// - Parameters:
  ///   - path: the name of the spec's file, for messages.
  ///   - folder: on the queue's machine; nil for the one in which the queue was started.
  package init(spec: String, path: String, folder: String?, priority: Int) {
    self.spec = spec
    self.path = path
    self.folder = folder
    self.priority = priority
  }

  /// The priorities that a sweep may have.
  package static let priorities = -1_000_000...1_000_000
}

extension ControlRequest {
  /// The same about a sweep of a queue; with nil, about that of a coordinator that has one.
  package func about(_ sweep: String?) -> ControlRequest {
    sweep.map { .of(sweep: $0, self) } ?? self
  }

  /// The request as it travels: `{"request": "extend", "spec": "..."}`.
  package var json: JSON {
    switch self {
    case .status(let position):
      .object(["request": .text("status"), "after": .integer(position)])
    case .output(let trial):
      .object(["request": .text("output"), "trial": .text("\(trial.digest)")])
    case .keys: .object(["request": .text("keys")])
    case .reloadKeys: .object(["request": .text("reload keys")])
    case .retry(let trials, let hosts):
      .object([
        "request": .text("retry"), "trials": .list(trials.map { .text("\($0.digest)") }),
        "hosts": .list(hosts.map(JSON.text)),
      ])
    case .keep(let configurations):
      .object([
        "request": .text("keep"), "configurations": .list(configurations.map(JSON.integer)),
      ])
    case .drain(let hosts):
      .object(["request": .text("drain"), "hosts": .list(hosts.map(JSON.text))])
    case .pause(let isPaused): .object(["request": .text(isPaused ? "pause" : "resume")])
    case .annotate(let annotation): annotation.json
    case .extend(let spec):
      .object(["request": .text("extend"), "spec": .text(spec)])
    case .stop(let atOnce):
      .object(["request": .text("stop"), "at_once": .boolean(atOnce)])
    case .submit(let sweep):
      .object([
        "request": .text("submit"), "spec": .text(sweep.spec), "path": .text(sweep.path),
        "folder": .optional(sweep.folder, JSON.text), "priority": .integer(sweep.priority),
      ])
    case .queue: .object(["request": .text("queue")])
    case .of(let sweep, let request):
      .object(["of": .text(sweep), "asked": request.json])
    }
  }

  /// The request as it travels.
  package var text: String { json.line }

  /// Reads a request as it travels; nil where it is none.
  package init?(text: String) {
    guard let document = Document(json: text) else { return nil }
    self.init(document)
  }

  /// Reads a request; nil where it is none.
  package init?(_ document: Document) {
    if let sweep = document["of"]?.text {
      guard let asked = document["asked"], asked["of"] == nil,
        let request = ControlRequest(asked)
      else { return nil }
      self = .of(sweep: sweep, request)
      return
    }
    switch document["request"]?.text {
    case "status":
      guard case .integer(let position)? = document["after"]?.content, position >= 0 else {
        return nil
      }
      self = .status(after: Int(position))
    case "output":
      guard let trial = document["trial"]?.text.flatMap(Digest.init(hexadecimal:)) else {
        return nil
      }
      self = .output(TrialID(digest: trial))
    case "keys": self = .keys
    case "reload keys": self = .reloadKeys
    case "retry":
      guard let trials = document["trials"]?.texts, let hosts = document["hosts"]?.texts
      else { return nil }
      let digests = trials.compactMap { Digest(hexadecimal: $0) }
      guard digests.count == trials.count else { return nil }
      self = .retry(trials: digests.map(TrialID.init(digest:)), hosts: hosts)
    case "keep":
      guard case .list(let items)? = document["configurations"]?.content else { return nil }
      let numbers = items.compactMap { item -> Int? in
        if case .integer(let number) = item.content { Int(number) } else { nil }
      }
      guard numbers.count == items.count, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
      self = .keep(configurations: numbers)
    case "drain":
      guard let hosts = document["hosts"]?.texts else { return nil }
      self = .drain(hosts: hosts)
    case "pause": self = .pause(true)
    case "resume": self = .pause(false)
    case "note", "tag":
      guard let annotation = Annotation(document) else { return nil }
      self = .annotate(annotation)
    case "extend":
      guard let spec = document["spec"]?.text else { return nil }
      self = .extend(spec: spec)
    case "stop":
      guard case .boolean(let atOnce)? = document["at_once"]?.content else { return nil }
      self = .stop(atOnce: atOnce)
    case "submit":
      guard let spec = document["spec"]?.text, let path = document["path"]?.text,
        case .integer(let priority)? = document["priority"]?.content,
        SubmittedSweep.priorities.contains(Int(priority))
      else { return nil }
      self = .submit(
        SubmittedSweep(
          spec: spec, path: path, folder: document["folder"]?.text, priority: Int(priority)))
    case "queue": self = .queue
    default:
      return nil
    }
  }
}

extension Document {
  var text: String? { if case .text(let text) = content { text } else { nil } }

  /// The texts of a list; nil where it is none, or holds anything else.
  var texts: [String]? {
    guard case .list(let elements) = content else { return nil }
    let texts = elements.compactMap(\.text)
    return texts.count == elements.count ? texts : nil
  }
}
