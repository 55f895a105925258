import Documents
import FoundationEssentials
import Specs
import Sweeps
import Testing

struct SpecFileTests {
  @Test func `reads the text as it stands in the file`() throws {
    let written = "sweep: ü\r\n"
    try withFile(Array(written.utf8)) { path in
      let text = try Spec.text(at: path)
      #expect(text == written)
    }
  }

  @Test(arguments: [
    ("/nowhere/at-all.yaml", "there is no such file"),
    ("/dev/null/x", "there is no such file"),
    ("/", "this is a directory; name a spec in it"),
    ("/dev/zero", "this is longer than 4 MiB, and so no spec"),
  ]) func `says in a sentence why a file cannot be read`(path: String, sentence: String) {
    let error = #expect(throws: DocumentError.self) { try Spec.text(at: path) }
    #expect(error?.message == sentence)
    #expect(error?.mark == nil)
  }

  @Test func `points at what is not UTF-8`() throws {
    try withFile(Array("sweep: a\ndata: ".utf8) + [0xe4]) { path in
      let error = #expect(throws: DocumentError.self) { try Spec.text(at: path) }
      #expect(error?.mark == Mark(line: 2, column: 7))
      #expect(error?.message == "the text is not UTF-8 from here on; save it in that encoding")
    }
  }

  private func withFile(_ bytes: [UInt8], body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }
}
