import Cluster
import Foundation
import Hashing
import Processes
import Testing

@testable import Runtime

/// Where a coordinator may have files laid on a worker's machine.
struct DatasetDownloadTests {
  private let stage: TemporaryFolder
  private let errand: DatasetDownload
  private var library: String { "\(stage.path)/library" }

  init() throws {
    stage = try TemporaryFolder()
    for name in ["library/mnist", "elsewhere"] {
      try FileManager.default.createDirectory(
        atPath: "\(stage.path)/\(name)", withIntermediateDirectories: true)
    }
    errand = DatasetDownload(folders: ["\(stage.path)/library"], code: nil)
  }

  private func place(_ place: String) -> String? {
    errand.place(of: OfferedFile(place: place, size: 1, digest: Digest(of: [1])))
  }

  @Test func `files go below the folder of data, or below where the worker starts`() {
    #expect(place("library/mnist/images.gz") == "\(library)/mnist/images.gz")
    #expect(place("here/no-such-rows.csv") == "./no-such-rows.csv")
    #expect(place("here/./no-such-rows.csv") == "././no-such-rows.csv")
  }

  @Test(arguments: [
    "here/../x", "here/a/../../x", "here/.bashrc", "here/.ssh/authorized_keys",
    "here/a/.git/config",
    "library/../x", "library/.cache", "here//etc/x", "/etc/x", "here/", "here", "elsewhere/x", "",
    "here/a\0b",
  ]) func `no file goes elsewhere, or to a hidden name`(name: String) {
    #expect(place(name) == nil)
  }

  @Test func `no file goes through a link, or takes the place of another`() throws {
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: "\(library)/out", withDestinationPath: "\(stage.path)/elsewhere")
    try files.createSymbolicLink(
      atPath: "\(library)/mnist/dangling", withDestinationPath: "\(stage.path)/elsewhere/new")
    #expect(place("library/out/x") == nil)
    #expect(place("library/mnist/dangling") == nil)
    try Data().write(to: URL(filePath: "\(library)/mnist/labels"))
    #expect(place("library/mnist/labels") == nil)
  }
}
