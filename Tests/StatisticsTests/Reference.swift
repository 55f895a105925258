import Foundation
import Testing

/// The rows of one file that `References/make.py` wrote.
struct Reference<Row: Decodable>: Decodable {
  let rows: [Row]

  static func rows(_ name: String, file: String = #filePath) throws -> [Row] {
    let url = URL(filePath: file).deletingLastPathComponent()
      .appending(path: "References/\(name).json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url)).rows
  }
}

/// How far a value is from the one expected, as a share of the latter.
func relativeError(_ value: Double, _ expected: Double) -> Double {
  value == expected ? 0 : abs(value - expected) / abs(expected)
}
