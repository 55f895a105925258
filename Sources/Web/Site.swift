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

  /// The answer to any request.
  package func response(to request: Request) -> Response {
    var response: Response
    do {
      response = try answer(request)
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

  private func answer(_ request: Request) throws -> Response {
    try access.checkHost(of: request)
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
      return try answer(question)
    case .change(let change):
      try access.checkChange(by: request)
      return Response(try source.carryOut(change))
    }
  }

  private func answer(_ question: PageQuestion) throws -> Response {
    let answer: PageAnswer
    if question.canBeKept {
      answer = try kept.answer(question, at: source.stamp()) { try source.answer(question) }
    } else {
      answer = try source.answer(question)
    }
    return Response(type: answer.type, bytes: answer.bytes)
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

/// Answers that took a while, as long as they hold: many pages ask the same.
private struct KeptAnswers {
  private var stamp: AnyHashable?
  private var answers: [PageQuestion: PageAnswer] = [:]
  private var size = 0

  /// The most bytes of all answers.
  private static let limit = 32 << 20

  mutating func answer(
    _ question: PageQuestion, at stamp: AnyHashable, _ make: () throws -> PageAnswer
  ) rethrows -> PageAnswer {
    if self.stamp != stamp { (self.stamp, answers, size) = (stamp, [:], 0) }
    if let known = answers[question] { return known }
    let answer = try make()
    guard answer.bytes.count <= KeptAnswers.limit else { return answer }
    if size + answer.bytes.count > KeptAnswers.limit { (answers, size) = ([:], 0) }
    answers[question] = answer
    size += answer.bytes.count
    return answer
  }
}
