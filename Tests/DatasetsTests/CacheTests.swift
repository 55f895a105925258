import Datasets
import FoundationEssentials
import Glibc
import Testing

struct CacheTests {
  let scratch: Scratch
  let library: DatasetLibrary

  init() throws {
    scratch = try Scratch()
    library = scratch.keepingLibrary
    try scratch.write("a,y\n1,u\n2,v\n", to: "t.csv")
  }

  var reference: DatasetReference { .csv(CSVFile(path: scratch.path + "/t.csv", target: "y")) }

  func read(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: path))) }

  /// The lines of this process's memory map that mention the folder: range, rights, ..., path.
  func mappings() throws -> [String] {
    let maps = try #require(fopen("/proc/self/maps", "r"))
    defer { fclose(maps) }
    var buffer = [CChar](repeating: 0, count: 8192)
    var lines: [String] = []
    while let line = fgets(&buffer, Int32(buffer.count), maps) {
      lines.append(String(cString: line))
    }
    return lines.filter { $0.contains(scratch.path) }
  }

  @Test func `a set is decoded once and then mapped, read-only and shared`() throws {
    let first = try library.open(reference)
    let kept = try #require(scratch.kept.first)
    let bytes = try read(kept)
    let changed = try FileManager.default.attributesOfItem(atPath: kept)[.modificationDate] as? Date
    let second = try library.open(reference)
    #expect(scratch.kept == [kept])
    #expect(try read(kept) == bytes)
    #expect(
      try FileManager.default.attributesOfItem(atPath: kept)[.modificationDate] as? Date == changed)
    #expect(second.hash == first.hash && second.form == first.form)
    #expect(second.targets == first.targets)
    #expect(second.examples([0, 1]) == [1, 2])
    let lines = try withExtendedLifetime((first, second)) { try mappings() }
    #expect(lines.count == 2 && lines.allSatisfy { $0.contains(" r--s ") })
  }

  @Test func `the mapping goes with the last copy of the set`() throws {
    func use() throws {
      let set = try library.open(reference)
      let copy = set
      #expect(try withExtendedLifetime((set, copy)) { try mappings().count } == 1)
    }
    try use()
    #expect(try mappings().isEmpty)
  }

  @Test func `a set outlives the file it is mapped from`() throws {
    let set = try library.open(reference)
    try FileManager.default.removeItem(atPath: #require(scratch.kept.first))
    #expect(set.examples([0, 1]) == [1, 2])
  }

  @Test func `a changed source is read again`() throws {
    let before = try library.open(reference)
    try scratch.write("a,y\n3,u\n2,v\n", to: "t.csv")
    let after = try library.open(reference)
    #expect(after.example(0) == [3] && before.example(0) == [1])
    #expect(after.hash != before.hash)
    #expect(scratch.kept.count == 1)
  }

  @Test func `the same file read in two ways is two sets`() throws {
    let classes = try library.open(reference)
    try scratch.write("a,y\n1,5\n2,6\n", to: "t.csv")
    let labels = try library.open(reference)
    let numbers = try library.open(
      .csv(CSVFile(path: scratch.path + "/t.csv", target: "y", kind: .regression)))
    #expect(labels.targets == .labels([0, 1]) && numbers.targets == .numbers([5, 6]))
    #expect(scratch.kept.count == 2)
    #expect(try library.open(reference).hash == labels.hash)
    #expect(classes.hash != labels.hash)
  }

  @Test func `a damaged file of arrays is made again`() throws {
    let hash = try library.open(reference).hash
    let kept = try #require(scratch.kept.first)
    let whole = try read(kept)
    let damages: [[UInt8]] =
      [[], Array(whole.dropLast()), whole + [0], Array(whole.prefix(100))]
      + ([0, 8, 12, 16, 30, 60, 100].map { $0 } + [whole.count - 1, whole.count - 25]).map {
        var damaged = whole
        damaged[$0] ^= 0x40
        return damaged
      }
    for damaged in damages {
      try Data(damaged).write(to: URL(filePath: kept))
      #expect(try library.open(reference).hash == hash)
      #expect(try read(kept) == whole)
    }
  }

  @Test func `a folder that cannot be written is no obstacle`() throws {
    let hash = try library.open(reference).hash
    // A file stands where the folder should be: that stops even the superuser.
    let library = DatasetLibrary(
      folders: [], cache: scratch.path + "/t.csv/arrays", temporaryFolder: scratch.path)
    let set = try library.open(reference)
    #expect(set.hash == hash && set.examples([0, 1]) == [1, 2])
    let nowhere = DatasetLibrary(folders: [], cache: nil, temporaryFolder: scratch.path)
    #expect(try nowhere.open(reference).hash == hash)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).count == 2)
  }

  @Test func `what cannot be decoded leaves nothing behind`() throws {
    try scratch.write("a,y\n1,u\nx,v\n", to: "t.csv")
    #expect(refusal(library, reference) != nil)
    #expect(scratch.kept.isEmpty)
  }

  @Test func `many at once make one file`() async throws {
    let sets = try await withThrowingTaskGroup { group in
      for _ in 0..<8 { group.addTask { [library, reference] in try library.open(reference) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(sets.map(\.hash)).count == 1)
    #expect(scratch.kept.count == 1)
    let files = try withExtendedLifetime(sets) { try mappings() }.map {
      $0.split(separator: " ")[4]
    }
    #expect(files.count == 8 && Set(files).count == 1)
  }
}
