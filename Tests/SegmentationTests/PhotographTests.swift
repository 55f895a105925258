import Drawings
import Foundation
import JPEG
import Segmentation
import Testing

/// All letters of real photographs are found, and stand in the lines and words that people see.
struct PhotographTests {
  /// Letters of each word, as they were counted by hand.
  private static let photographs: [(name: String, lines: [[Int]])] = [
    (
      "01_list",
      [
        [2, 2, 4], [1, 4, 1, 2, 2, 4], [1, 5, 3, 3, 5], [5, 2, 2, 2, 4], [1, 7, 3, 4, 7],
        [9, 1, 6], [1, 6, 8, 4], [1, 3],
      ]
    ),
    ("02_letters", [[7], [7], [7], [5], [10]]),
    ("03_haiku", [[6, 3, 4], [3, 9, 4, 4, 4, 5], [12]]),
    ("04_deep", [[4, 8], [6, 8], [7, 8]]),
  ]

  @Test(arguments: photographs)
  func `every letter is found`(name: String, lines: [[Int]]) throws {
    let folder =
      ProcessInfo.processInfo.environment["SWEEP_DATA"]
      ?? URL(filePath: #filePath).appending(path: "../../../../shared/data").standardized.path
    guard let file = FileManager.default.contents(atPath: "\(folder)/nist36/\(name).jpg") else {
      print("Letters of \(name).jpg were not looked for: it is not in \(folder)/nist36")
      return
    }
    let photo = try Raster(jpeg: Array(file), most: 20_000_000)
    let found = GreyImage(photo).shrunk(to: 1600).ink().lines()
    #expect(found.map { $0.words.map(\.count) } == lines)
  }
}
