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
      try ELFFile(WholeFile.bytes(at: $0)).glibc
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
      try WholeFile.bytes(at: "\(folder.path)/a") == WholeFile.bytes(at: "\(folder.path)/b"))
  }

  @Test func `a bundle that is started from has the licences of its libraries`() throws {
    let folder = try TemporaryFolder()
    let top = try #require(Folder.absolute(folder.path))
    for place in ["lib/libold.so.1", "licences/libold1"] {
      let slash = try #require(place.lastIndex(of: "/"))
      try Folder("\(top)/\(place[..<slash])").put([1], to: String(place[slash...].dropFirst()))
    }
    let licences = Licences(of: ["\(top)/lib/libold.so.1"], from: .here)
    #expect(licences.files == ["libold1": "\(top)/licences/libold1"])
    #expect(licences.unknown == [])
  }

  @Test func `a bundle is tried before it is handed out`() throws {
    let folder = try TemporaryFolder()
    let archive = "\(folder.path)/tests.tar.gz"
    try bundle().write(to: archive)
    try bundle().prove(archive)
    let bad = try Bundle(of: "/bin/false", with: [library], name: "tests-1", notes: "")
    try bad.write(to: archive)
    let error = try #require(throws: BundleError.self) { try bad.prove(archive) }
    #expect(error.description == "'\(archive)' does not run here: it says nothing")
  }

  @Test func `a bundle that cannot be written leaves nothing behind`() throws {
    let error = try #require(throws: BundleError.self) {
      try bundle().write(to: "/nowhere/at/all.tar.gz")
    }
    #expect(error.description.hasPrefix("'/nowhere/at/all.tar.gz' cannot be written"))
  }
}

struct SystemRootTests {
  /// A system with some of the libraries of this one.
  let root: TemporaryFolder
  let libzmq = CurrentProcess.libraries.first { $0.contains("/libzmq.so") } ?? ""

  init() throws {
    root = try TemporaryFolder()
    let folder = try Folder("\(root.path)/usr/lib/\(CurrentProcess.architecture)-linux-gnu")
    for library in try SystemRoot.here.libraries(of: libzmq) where !library.contains("sodium") {
      try Folder.link(
        to: Folder.absolute(library) ?? library,
        at: "\(folder.path)/\(library.split(separator: "/").last ?? "")")
    }
  }

  @Test func `what a library needs of a system is found there, with what that needs`() throws {
    let found = try SystemRoot.here.libraries(of: libzmq)
    let names = Set(found.map { $0.split(separator: "/").last.map(String.init) ?? "" })
    #expect(names.isSuperset(of: ["libsodium.so.23", "libstdc++.so.6", "libgcc_s.so.1"]))
    // Kerberos is libgssapi's affair, and that of libzmq.
    #expect(names.contains("libkrb5.so.3"))
    #expect(!names.contains("libc.so.6"))
  }

  @Test func `what a system lacks is said`() throws {
    let error = try #require(throws: BundleError.self) {
      try SystemRoot(root.path).libraries(of: libzmq)
    }
    let path = try #require(Folder.absolute(root.path))
    #expect(
      error.description
        == "'\(libzmq)' needs libsodium.so.23, which '\(path)' has not; install it there")
    let none = try #require(throws: BundleError.self) { try SystemRoot("/nowhere") }
    #expect(none.description.hasPrefix("'/nowhere' is no directory; --libraries wants the root"))
  }
}

struct ELFFileTests {
  @Test func `versions are compared as numbers`() throws {
    let old = try #require(LibraryVersion("2.9"))
    let new = try #require(LibraryVersion("2.34"))
    #expect(old < new)
    #expect("\(new)" == "2.34")
    #expect(LibraryVersion("PRIVATE") == nil)
  }

  @Test func `what is cut short is refused and does not trap`() throws {
    let bytes = try WholeFile.bytes(at: "/bin/sh")
    let file = try ELFFile(bytes)
    #expect(file.libraries == ["libc.so.6"])
    #expect(file.versions.contains { $0.hasPrefix("GLIBC_2.") })
    for count in stride(from: 0, to: bytes.count, by: 997) {
      let cut = try? ELFFile(Array(bytes.prefix(count)))
      #expect(cut == nil || cut?.versions == file.versions && cut?.libraries == file.libraries)
    }
  }

  @Test(arguments: ["libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "libnss_files.so.2"])
  func `glibc stays where it is`(name: String) { #expect(SystemLibraries.include(name)) }

  @Test(arguments: ["libcurl.so.4", "libmd.so.0", "libstdc++.so.6", "libcrypt.so.1"])
  func `other libraries come along`(name: String) { #expect(!SystemLibraries.include(name)) }
}
