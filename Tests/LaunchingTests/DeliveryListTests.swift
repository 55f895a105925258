import Datasets
import Foundation
import Launching
import Testing

/// The list of files that hosts are brought goes from one process to another by a file.
struct DeliveryListTests {
  private let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("delivery-\(UUID().uuidString)").path

  @Test(arguments: [nil, [], ["train.py", "lib/a b.py"]] as [[String]?])
  func `a list is read as it was written`(code: [String]?) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let list = DeliveryList(
      sweep: "it's \"small\"",
      data: [
        DatasetFile(path: "/data/mnist/images.gz", place: .library("mnist/images.gz")),
        DatasetFile(asWritten: "table.csv", found: "sweeps/table.csv"),
        DatasetFile(asWritten: "/data/table.csv"),
      ], folder: "sweeps", code: code, interpreters: ["python3"])
    try list.write(to: path)
    #expect(try DeliveryList(at: path) == list)
  }

  @Test func `another file is refused in a sentence`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("{}".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: LaunchError.self) { try DeliveryList(at: path) }
    #expect(error?.description == "'\(path)' holds no list of what hosts are brought")
  }
}
