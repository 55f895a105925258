import Processes
import Testing

@testable import Bundles

struct BundleTests {
  /// A small program and a library, as if it needed that.
  let library = CurrentProcess.libraries.first { $0.contains("libsodium") } ?? ""

  func bundle() throws -> Bundle {
    try Bundle(
      of: "/bin/true", with: [library, "/lib64/ld-linux-x86-64.so.2", "/lib/libc.so.6"],
      name: "tests-1", notes: "Read me.")
  }

  @Test func `a bundle needs the glibc that the newest of its files needs`() throws {
    let needed = try ["/bin/true", library].compactMap {
      try SymbolVersions(elf: Folder.contents(of: $0)).glibc
    }
    #expect(try bundle().glibc == needed.max())
    let names = ["true", library.split(separator: "/").last.map(String.init) ?? ""]
    #expect(
      try bundle().newest.sorted()
        == names.filter { name in
          needed[names.firstIndex(of: name) ?? 0] == needed.max()
        }.sorted())
  }

  @Test func `an archive has the program, its libraries and their licences, and no glibc`() throws {
    let folder = try TemporaryFolder()
    let bundle = try bundle()
    let archive = "\(folder.path)/\(bundle.archiveName)"
    #expect(try bundle.write(to: archive) == [])
    let listing = try Command("tar", arguments: ["-tzf", archive]).output()
    let lines: [Substring] = listing.output.split(separator: "\n")
    let names = lines.map { $0.split(separator: "/").last.map(String.init) ?? "" }
    let expected: Set = ["tests-1-\(bundle.architecture)", "true", "lib", "licences", "README"]
    #expect(expected.isSubset(of: names))
    #expect(names.contains { $0.hasPrefix("libsodium.so.") })
    #expect(names.contains { $0.hasPrefix("libsodium") && !$0.contains(".so") })
    #expect(names.count == 7)
    #expect(try Folder(folder.path).names() == [bundle.archiveName])
  }

  @Test func `the same files give the same archive`() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { try bundle().write(to: "\(folder.path)/\(name)") }
    #expect(
      try Folder.contents(of: "\(folder.path)/a") == Folder.contents(of: "\(folder.path)/b"))
  }

  @Test func `a bundle that cannot be written leaves nothing behind`() throws {
    let error = try #require(throws: BundleError.self) {
      try bundle().write(to: "/nowhere/at/all.tar.gz")
    }
    #expect(error.description.hasPrefix("'/nowhere/at/all.tar.gz' cannot be written"))
  }
}

struct SymbolVersionsTests {
  @Test func `versions are compared as numbers`() throws {
    let old = try #require(LibraryVersion("2.9"))
    let new = try #require(LibraryVersion("2.34"))
    #expect(old < new)
    #expect("\(new)" == "2.34")
    #expect(LibraryVersion("PRIVATE") == nil)
  }

  @Test func `what is cut short is refused and does not trap`() throws {
    let bytes = try Folder.contents(of: "/bin/sh")
    let names = try SymbolVersions(elf: bytes).names
    #expect(names.contains { $0.hasPrefix("GLIBC_2.") })
    for count in stride(from: 0, to: bytes.count, by: 997) {
      let cut = try? SymbolVersions(elf: Array(bytes.prefix(count))).names
      #expect(cut == nil || cut == names)
    }
  }

  @Test(arguments: ["libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "libnss_files.so.2"])
  func `glibc stays where it is`(name: String) { #expect(SystemLibraries.include(name)) }

  @Test(arguments: ["libcurl.so.4", "libmd.so.0", "libstdc++.so.6", "libcrypt.so.1"])
  func `other libraries come along`(name: String) { #expect(!SystemLibraries.include(name)) }
}
