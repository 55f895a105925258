import Datasets
import Glibc
import Testing

/// What a spec names as a file of data and is none, or is made to take all memory.
struct HostileFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func complaint(about path: String) -> String? {
    let set = DatasetReference.csv(CSVFile(path: path, target: "y"))
    return #expect(throws: DatasetError.self) { try scratch.library.open(set) }?.description
  }

  @Test(arguments: ["/dev/zero", "/dev/null", "/dev/tty"])
  func `a device is no file of data`(_ path: String) throws {
    #expect(complaint(about: path)?.hasPrefix("\(path) cannot be read: ") == true)
  }

  @Test func `a pipe is no file of data, and nobody waits for its writer`() throws {
    let path = scratch.path + "/t.csv"
    try #require(mkfifo(path, 0o600) == 0)
    #expect(
      complaint(about: path)
        == "\(path) cannot be read: it is a device, a pipe or a socket, and no file")
  }

  @Test func `a link to a file is one`() throws {
    let path = try scratch.write("a,y\n1,2\n2,1\n", to: "real.csv")
    try #require(symlink(path, scratch.path + "/link.csv") == 0)
    let set = DatasetReference.csv(CSVFile(path: scratch.path + "/link.csv", target: "y"))
    #expect(try scratch.library.open(set).form.trainingRows == 2)
  }

  @Test func `a small file that unpacks to gigabytes is refused`() throws {
    let path = try scratch.write(
      (0..<1024).flatMap { _ in HostileFileTests.zeros }, to: "bomb.csv")
    #expect(
      complaint(about: path)?.hasPrefix("\(path) unpacks to more than 256 MiB, over 200 times")
        == true)
  }

  /// A MiB of zeros, gzipped.
  private static let zeros: [UInt8] =
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xed, 0xc1, 0x31, 1, 0, 0, 0, 0xc2, 0xa0, 0xf5, 0x4f]
    + [0x6d, 8, 0x5f, 0xa0] + [UInt8](repeating: 0, count: 1016)
    + [0x3e, 3, 0x1c, 0xea, 0x38, 0xa7, 0, 0, 0x10, 0]
}
