import Datasets
import Hashing
import Testing

struct DigitsTests {
  let digits: Dataset

  init() throws { digits = try DatasetLibrary(folders: [], cache: nil).open(.named("digits")) }

  @Test func `has 1,797 images of 8 x 8 pixels in ten classes`() {
    #expect(digits.form.shape == .image(height: 8, width: 8, channels: 1))
    #expect(digits.form.element == .byte(scale: 1 / 16))
    #expect(digits.classes == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    #expect(digits.form.trainingRows == 1442 && digits.form.testRows == 355)
  }

  /// `load_digits().images[0]`: the source's first image is the training part's first too.
  @Test func `begins with the zero that scikit-learn shows`() {
    #expect(digits.labels[..<5] == [0, 1, 2, 3, 4])
    #expect(
      digits.example(0).map { $0 * 16 } == [
        0, 0, 5, 13, 9, 1, 0, 0,
        0, 0, 13, 15, 10, 15, 5, 0,
        0, 3, 15, 2, 0, 11, 8, 0,
        0, 4, 12, 0, 0, 8, 8, 0,
        0, 5, 8, 0, 0, 9, 8, 0,
        0, 4, 11, 0, 1, 12, 7, 0,
        0, 2, 14, 5, 10, 12, 0, 0,
        0, 0, 6, 13, 10, 0, 0, 0,
      ])
  }

  @Test func `keeps every fifth image of each class for the test`() {
    let counts = { (rows: ArraySlice<Int>) in (0...9).map { digit in rows.count { $0 == digit } } }
    #expect(counts(digits.labels[...]) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(counts(digits.labels[1442...]) == [35, 36, 35, 36, 36, 36, 36, 35, 34, 36])
  }

  /// As `content_hashes.py` prints it.
  @Test func `is the same set for ever`() {
    #expect(
      digits.hash.description == "3222827990bd6b8504369d337b93cad3fed10fe00d52c2560e6d81714d876959")
  }

  @Test(.enabled(if: RealData.isThere, RealData.skipped))
  func `has the images of UCI's test file, in another order`() throws {
    let library = DatasetLibrary(folders: [RealData.folder], cache: nil)
    let uci = try library.open(.named("optdigits"))
    let labels = Array(uci.labels[uci.form.trainingRows...])
    var seen = [Int](repeating: 0, count: 10)
    var (training, test): ([Int], [Int]) = ([], [])
    for (row, label) in labels.enumerated() {
      seen[label] += 1
      if seen[label].isMultiple(of: 5) { test.append(row) } else { training.append(row) }
    }
    let order = training + test
    #expect(digits.labels == order.map { labels[$0] })
    #expect(
      digits.examples(Array(0..<1797)) == uci.examples(order.map { $0 + uci.form.trainingRows }))
  }
}
