import Control
import Documents
package import HTTPServer

/// The answers to requests of pages: no socket, one request after the other.
package final class Site {
  private let access: AccessRules
  private let source: any PageSource
  private var kept = KeptAnswers()

  /// Makes answers of a source's, for clients that the rules let in.
  package init(_ access: AccessRules, _ source: any PageSource) {
    self.access = access
    self.source = source
  }

  /// Makes ready what takes a while and is asked for first.
  package func prepare() { source.prepare() }

  /// The queue in which a request waits; a refusal costs nothing.
  package static func queue(of request: Request) -> RequestQueue {
    (try? Route(request))?.queue ?? .prompt
  }

  /// The answer to any request.
  ///
  /// - Parameter arrived: when it came: what has been found out since is an answer to it.
  package func response(
    to request: Request, arrived: ContinuousClock.Instant = .now
  ) -> Response {
    var response: Response
    do {
      response = try answer(request, arrived)
    } catch let denial as AccessRules.Denial {
      response = .error(denial.status, denial.sentence)
    } catch let refusal as PageRefusal {
      response = .error(refusal.status, refusal.sentence)
    } catch {
      let refusal = source.refusal(for: error)
      response = .error(refusal.status, refusal.sentence)
    }
    response.headers += Site.headers
    return response
  }

  private func answer(
    _ request: Request, _ arrived: ContinuousClock.Instant
  ) throws -> Response {
    try access.checkHost(of: request)
    // Strangers are not told what a change would have to look like.
    if request.method == "POST" { try access.checkChange(by: request) }
    switch try Route(request) {
    case .page: return PageAssets.page
    case .asset(let name):
      guard let asset = PageAssets.response(for: name) else {
        throw PageRefusal(status: 404, "the page has no file of this name")
      }
      return asset
    case .session:
      let role = try access.role(of: request)
      return Response(.object(["role": .text(role.rawValue)]))
    case .events(let sweep):
      _ = try access.role(of: request)
      return Response(eventsOf: sweep)
    case .question(let question):
      _ = try access.role(of: request)
      let answer = try kept.answer(
        question, arrived: arrived, stamp: source.stamp, make: { try source.answer(question) })
      return Response(type: answer.type, bytes: answer.bytes)
    case .change(let change):
      return Response(try source.carryOut(change))
    }
  }

  /// The headers of every answer: nothing is loaded from elsewhere, no script stands in a page, no
  /// page of others shows or reads it, and nothing is kept. The pixels of a plot stand in the plot itself.
  private static let headers: [Response.Header] = [
    .init(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    .init("X-Content-Type-Options", "nosniff"),
    .init("Referrer-Policy", "no-referrer"),
    .init("Cross-Origin-Opener-Policy", "same-origin"),
    .init("Cross-Origin-Resource-Policy", "same-origin"),
    .init("Cache-Control", "no-store"),
    .init("Vary", "Accept, Authorization"),
  ]
}

extension Response {
  fileprivate init(_ json: JSON) {
    self.init(type: "application/json", bytes: Array((json.line + "\n").utf8))
  }

  /// `{"error": "a sentence"}`
  fileprivate static func error(_ status: Int, _ sentence: String) -> Response {
    Response(
      status: status, type: "application/json",
      bytes: Array((JSON.object(["error": .text(sentence)]).line + "\n").utf8))
  }
}

/// Answers as long as they hold: many pages ask the same.
private struct KeptAnswers {
  private struct Kept {
    let result: Result<PageAnswer, any Error>
    /// When its making began: it has all that was recorded by then.
    let began: ContinuousClock.Instant
    /// The state of the file that it was made from; nil where other states, or none, give another answer.
    let stamp: AnyHashable?

    var size: Int { (try? result.get())?.bytes.count ?? 0 }
  }

  private var answers: [PageQuestion: Kept] = [:]
  private var size = 0

  /// The most bytes of all answers.
  private static let limit = 32 << 20

  /// The answer to a question, made anew unless one is known that began after the question came, or at the same
  /// state of the file. So what piles up while results come in all the time costs one answer.
  mutating func answer(
    _ question: PageQuestion, arrived: ContinuousClock.Instant, stamp: () -> AnyHashable,
    make: () throws -> PageAnswer
  ) throws -> PageAnswer {
    let known = answers[question]
    if let known, known.began >= arrived { return try known.result.get() }
    let began = ContinuousClock.now
    let stamp = question.canBeKept ? stamp() : nil
    if let known, let stamp, known.stamp == stamp { return try known.result.get() }
    let result = Result { try make() }
    // A failure may pass.
    let isAnswer = if case .success = result { true } else { false }
    keep(Kept(result: result, began: began, stamp: isAnswer ? stamp : nil), for: question)
    return try result.get()
  }

  private mutating func keep(_ kept: Kept, for question: PageQuestion) {
    size -= answers.removeValue(forKey: question)?.size ?? 0
    guard kept.size <= KeptAnswers.limit else { return }
    if size + kept.size > KeptAnswers.limit { (answers, size) = ([:], 0) }
    answers[question] = kept
    size += kept.size
  }
}
