package import Documents
import Hashing
package import Trials

/// The answer of a coordinator to a request.
package enum ControlAnswer: Hashable, Sendable {
  /// The request is done, and on the disk.
  case granted
  /// The request is not done, for the reason that this sentence tells.
  case refused(String)
  /// The coordinator sends its workers home and takes nothing up any more.
  case ending
  case status(ControlStatus)
  case keys([KeyPresence])
  case output(TrialOutput)
  /// How the sweeps of a queue stand; to a request that submits one, how that stands which is in it already.
  case queue(QueueStatus)
}

/// The end of what a trial in training has printed so far.
package struct TrialOutput: Hashable, Sendable {
  /// The trial that the request named.
  package let trial: TrialID
  /// The attempt that is in training; nil where no worker has the trial.
  package let attempt: Int?
  /// None where it has printed nothing yet, or its worker does not tell.
  package let output: PrintedOutput

  /// Makes the answer about a trial that no worker has.
  package init(trial: TrialID) { (self.trial, attempt, output) = (trial, nil, .nothing) }

  /// Makes the answer about an attempt in training; empty output where its worker does not tell.
  package init(of attempt: Attempt, _ output: PrintedOutput) {
    (trial, self.attempt, self.output) = (attempt.trial, attempt.number, output)
  }
}

/// How a sweep stands.
package struct ControlStatus: Hashable, Sendable {
  /// The picture, in the words of the program that runs the coordinator: JSON.
  package let picture: String
  /// Grows with what is on record; what to ask for next.
  package let position: Int
  /// How many trials there may yet be to train, in training or not.
  package let open: Int
  /// Whether the coordinator ends, and will answer no more.
  package let isLast: Bool

  /// - Parameters:
  ///   - picture: JSON in the words of the program that runs the coordinator.
  ///   - open: how many trials there may yet be to train.
  ///   - position: the position to ask for next; it grows with what is on record.
  ///   - isLast: whether the coordinator ends, and answers no more.
  package init(picture: String, open: Int, position: Int, isLast: Bool) {
    self.picture = picture
    self.open = open
    self.position = position
    self.isLast = isLast
  }
}

/// A key that a worker has come in with since the coordinator began.
package struct KeyPresence: Hashable, Sendable {
  /// The name of the key in the coordinator's list.
  package let key: String
  /// Whether one of its workers is there now.
  package let isThere: Bool

  /// - Parameter isThere: whether a worker with this key is there now.
  package init(key: String, isThere: Bool) {
    self.key = key
    self.isThere = isThere
  }
}

extension ControlAnswer {
  /// The answer as it travels: `{"answer": "refused", "reason": "..."}`.
  package var json: JSON {
    switch self {
    case .granted: .object(["answer": .text("granted")])
    case .refused(let reason):
      .object(["answer": .text("refused"), "reason": .text(reason)])
    case .ending: .object(["answer": .text("ending")])
    case .status(let status):
      .object([
        "answer": .text("status"), "position": .integer(status.position),
        "open": .integer(status.open),
        "last": .boolean(status.isLast), "picture": .text(status.picture),
      ])
    case .keys(let keys):
      .object([
        "answer": .text("keys"),
        "keys": .list(
          keys.map { .object(["key": .text($0.key), "there": .boolean($0.isThere)]) }),
      ])
    case .output(let told):
      .object([
        "answer": .text("output"), "trial": .text("\(told.trial.digest)"),
        "attempt": .optional(told.attempt, JSON.integer), "size": .integer(told.output.size),
        "text": .text(told.output.text),
      ])
    case .queue(let status): .object(["answer": .text("queue"), "queue": status.json])
    }
  }

  /// The answer as it travels.
  package var text: String { json.line }

  /// Reads an answer as it travels; nil where it is none.
  package init?(text: String) {
    guard let document = Document(json: text) else { return nil }
    self.init(document)
  }

  /// Reads an answer; nil where it is none.
  package init?(_ document: Document) {
    switch document["answer"]?.text {
    case "granted": self = .granted
    case "refused":
      guard let reason = document["reason"]?.text else { return nil }
      self = .refused(reason)
    case "ending": self = .ending
    case "status":
      guard case .integer(let position)? = document["position"]?.content,
        case .integer(let open)? = document["open"]?.content,
        case .boolean(let isLast)? = document["last"]?.content,
        let picture = document["picture"]?.text
      else { return nil }
      self = .status(
        ControlStatus(
          picture: picture, open: Int(open), position: Int(position), isLast: isLast))
    case "keys":
      guard case .list(let items)? = document["keys"]?.content else { return nil }
      let keys = items.compactMap { item -> KeyPresence? in
        guard let key = item["key"]?.text, case .boolean(let isThere)? = item["there"]?.content
        else { return nil }
        return KeyPresence(key: key, isThere: isThere)
      }
      guard keys.count == items.count else { return nil }
      self = .keys(keys)
    case "output":
      guard let told = TrialOutput(document) else { return nil }
      self = .output(told)
    case "queue":
      guard let status = document["queue"].flatMap(QueueStatus.init) else { return nil }
      self = .queue(status)
    default: return nil
    }
  }
}

extension TrialOutput {
  fileprivate init?(_ document: Document) {
    guard let trial = document["trial"]?.text.flatMap(Digest.init(hexadecimal:)),
      case .integer(let size)? = document["size"]?.content, let text = document["text"]?.text,
      let output = PrintedOutput(size: Int(size), text: text)
    else { return nil }
    switch document["attempt"]?.content {
    case .null?: self.init(trial: TrialID(digest: trial))
    case .integer(let attempt)?:
      self.init(of: Attempt(trial: TrialID(digest: trial), number: Int(attempt)), output)
    default: return nil
    }
  }
}
