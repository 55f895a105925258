import Datasets
import Testing

/// A set without its own test part.
struct TrainingPartTests {
  private let library = DatasetLibrary(folders: [], cache: nil)

  @Test func `has the first rows of the set and no test part`() throws {
    let whole = try library.open(.named("digits"))
    let part = try library.open(.trainingPart(of: "digits"))
    #expect(part.form.testRows == 0)
    #expect(part.form.rows == whole.form.trainingRows)
    #expect(Array(part.bytes) == Array(whole.bytes.prefix(64 * whole.form.trainingRows)))
    guard case .labels(let all) = whole.targets, case .labels(let some) = part.targets else {
      Issue.record("digits have labels")
      return
    }
    #expect(some == Array(all.prefix(whole.form.trainingRows)))
    #expect(part.hash != whole.hash)
    #expect(try library.open(.trainingPart(of: "digits")).hash == part.hash)
  }
}
