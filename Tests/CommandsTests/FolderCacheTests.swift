import Glibc
import Processes
import Testing

@testable import Commands

/// Folders that are read again only where something has come or gone.
struct FolderCacheTests {
  private let folder: Folder
  private let place: TemporaryFolder

  init() throws {
    place = try TemporaryFolder()
    folder = try Folder("\(place.path)/code")
  }

  /// The names that a cache gives.
  private func names(_ cache: inout FolderCache<[String]>) throws -> [String] {
    let stamp = try #require(FolderStamp(of: folder.path))
    return try cache.content([stamp]) { () throws(SystemError) in try folder.names() }
  }

  /// A cache that reads the folder no more as long as it stays the same.
  private func settled() throws -> FolderCache<[String]> {
    var cache = FolderCache<[String]>()
    let deadline = ContinuousClock.now + .seconds(30)
    while !cache.isSettled, .now < deadline {
      _ = try names(&cache)
      usleep(5000)
    }
    try #require(cache.isSettled)
    return cache
  }

  /// Two changes may fall on one tick of the clock.
  @Test func `a stamp that is new is not believed`() throws {
    var cache = FolderCache<Int>()
    let stamp = try #require(FolderStamp(of: folder.path))
    #expect(cache.content([stamp], read: { 1 }) == 1)
    #expect(cache.content([stamp], read: { 2 }) == 2)
  }

  @Test func `a folder is read once something has come or gone, and no sooner`() throws {
    try folder.put([], to: "a")
    var cache = try settled()
    let stamp = try #require(FolderStamp(of: folder.path))
    #expect(cache.content([stamp], read: { [] }) == ["a"])
    try folder.put([], to: "b")
    #expect(try names(&cache) == ["a", "b"])
    cache = try settled()
    folder.remove("a")
    #expect(try names(&cache) == ["b"])
  }

  @Test func `a folder that gets other permissions or comes anew is read`() throws {
    try folder.put([], to: "a")
    var cache = try settled()
    try #require(chmod(folder.path, 0o700) == 0)
    var stamp = try #require(FolderStamp(of: folder.path))
    #expect(cache.content([stamp], read: { [] }).isEmpty)
    cache = try settled()
    folder.removeAll()
    _ = try Folder(folder.path)
    stamp = try #require(FolderStamp(of: folder.path))
    #expect(cache.content([stamp], read: { ["new"] }) == ["new"])
  }

  @Test func `what could not be read is tried again`() throws {
    var cache = try settled()
    folder.removeAll()
    #expect(throws: SystemError.self) {
      try cache.content([]) { () throws(SystemError) in try folder.names() }
    }
    #expect(!cache.isSettled)
  }
}
