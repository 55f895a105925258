import Datasets
import Foundation
import Testing

/// Arrays as NumPy 2.3 writes them, by `savez_compressed`, `savez` and `save`.
struct NumPyTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// X [[1.5, 2], [3, 4], [5, 6]], y of texts, F (X as big-endian int16 by columns), h (X in half
  /// precision), img (3 x 2 x 2 bytes from 0), p of fractions, n with a gap, b of truth values, c complex.
  private static let packed = """
    UEsDBC0AAAAIAAAAIQDwm32h//////////8FABQAWC5ucHkBABAAsAAAAAAAAABaAAAAAAAAAJvsF+obEMnIUMZQrZ
    6SWpxcpG6loG6TZqGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6CkaaOgq1CmQDLgYw+GEPoRkcIBQH
    lBaA0iJQWsIBAFBLAwQtAAAACAAAACEAydqEfv//////////BQAUAHkubnB5AQAQAKQAAAAAAAAAVwAAAAAAAACb7B
    fqGxDJyFDGUK2eklqcXKRupaBuE2qsrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOpo6CrUKFACuZAYG
    hkQgLgHiFCDOB+J0IEYWBwBQSwMELQAAAAgAAAAhAJX6N1L//////////wUAFABGLm5weQEAEACMAAAAAAAAAFEAAA
    AAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpdppK6joJ6WX1RSlJgXn1+UkgoSDykqTQUKF2ckFqQCuRrGOgpGmjoK
    tQrkAy4GRgZmBlYGJgYWBjYAUEsDBC0AAAAIAAAAIQB+dUeG//////////8FABQAaC5ucHkBABAAjAAAAAAAAABSAA
    AAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqSuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6Ckaa
    Ogq1CmQDLgY7BgcGJwYXBlcGNwBQSwMELQAAAAgAAAAhAJoJsRz//////////wcAFABpbWcubnB5AQAQAIwAAAAAAA
    AAVAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrG
    OgpGQKSpo1CrQB7gYmBkYmZhZWPn4OTiBgBQSwMELQAAAAgAAAAhANG10Lz//////////wUAFABwLm5weQEAEACYAA
    AAAAAAAE8AAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBak
    AvkaxjqaOgq1ChQALgYweGAPoX9AaSYHAFBLAwQtAAAACAAAACEAYpVEiP//////////BQAUAG4ubnB5AQAQALAAAA
    AAAAAAWQAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC
    +RrGOgpGmjoKtQpkAy4GMPhgD6F/1KPyGRwgFAeUFnAAAFBLAwQtAAAACAAAACEAFpOMu///////////BQAUAGIubn
    B5AQAQAIMAAAAAAAAARwAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBek2SorqOgnpZfVFKUmBefX5SSChJ3S8wp
    TgWKF2ckFqQC+RrGOpo6CrUKFAAuRgZGAFBLAwQtAAAACAAAACEAli6MEf//////////BQAUAGMubnB5AQAQALAAAA
    AAAAAASQAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2yhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC
    +RrGOgpGmjoKtQpkAy4GEgEAUEsBAi0DLQAAAAgAAAAhAPCbfaFaAAAAsAAAAAUAAAAAAAAAAAAAAIABAAAAAFgubn
    B5UEsBAi0DLQAAAAgAAAAhAMnahH5XAAAApAAAAAUAAAAAAAAAAAAAAIABkQAAAHkubnB5UEsBAi0DLQAAAAgAAAAh
    AJX6N1JRAAAAjAAAAAUAAAAAAAAAAAAAAIABHwEAAEYubnB5UEsBAi0DLQAAAAgAAAAhAH51R4ZSAAAAjAAAAAUAAA
    AAAAAAAAAAAIABpwEAAGgubnB5UEsBAi0DLQAAAAgAAAAhAJoJsRxUAAAAjAAAAAcAAAAAAAAAAAAAAIABMAIAAGlt
    Zy5ucHlQSwECLQMtAAAACAAAACEA0bXQvE8AAACYAAAABQAAAAAAAAAAAAAAgAG9AgAAcC5ucHlQSwECLQMtAAAACA
    AAACEAYpVEiFkAAACwAAAABQAAAAAAAAAAAAAAgAFDAwAAbi5ucHlQSwECLQMtAAAACAAAACEAFpOMu0cAAACDAAAA
    BQAAAAAAAAAAAAAAgAHTAwAAYi5ucHlQSwECLQMtAAAACAAAACEAli6MEUkAAACwAAAABQAAAAAAAAAAAAAAgAFRBA
    AAYy5ucHlQSwUGAAAAAAkACQDNAQAA0QQAAAAA
    """

  /// X, and y of 0, 1, 0.
  private static let plain = """
    UEsDBC0AAAAAAAAAIQDwm32h//////////8FABQAWC5ucHkBABAAsAAAAAAAAACwAAAAAAAAAJNOVU1QWQEAdgB7J2
    Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCAyKSwgfSAgICAgICAgICAg
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAA+D8AAAAAAAAAQAAAAA
    AAAAhAAAAAAAAAEEAAAAAAAAAUQAAAAAAAABhAUEsDBC0AAAAAAAAAIQCKRzeo//////////8FABQAeS5ucHkBABAA
    mAAAAAAAAACYAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxpOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsIC
    dzaGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg
    ICAgICAgICAKAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAUEsBAi0DLQAAAAAAAAAhAPCbfaGwAAAAsAAAAAUAAAAAAA
    AAAAAAAIABAAAAAFgubnB5UEsBAi0DLQAAAAAAAAAhAIpHN6iYAAAAmAAAAAUAAAAAAAAAAAAAAIAB5wAAAHkubnB5
    UEsFBgAAAAACAAIAZgAAALYBAAAAAA==
    """

  /// X.
  private static let single = """
    k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsIDIpLC
    B9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAD4
    PwAAAAAAAABAAAAAAAAACEAAAAAAAAAQQAAAAAAAABRAAAAAAAAAGEA=
    """

  private func write(_ text: String, to name: String) throws -> String {
    let lines = text.replacing("\n", with: "")
    return try scratch.write(Array(try #require(Data(base64Encoded: lines))), to: name)
  }

  private func open(
    _ text: String, _ data: String, _ target: String,
    _ change: (inout NumPyFiles) -> Void = { _ in }
  ) throws -> Dataset {
    var files = NumPyFiles(archive: try write(text, to: "a.npz"), data: data, target: target)
    change(&files)
    return try scratch.library.open(.numpy(files))
  }

  @Test(arguments: ["X", "h"]) func `numbers are read in any precision`(name: String) throws {
    let set = try open(NumPyTests.packed, name, "y")
    #expect(set.form.shape == .features(2) && set.form.element == .float)
    #expect(set.examples([0, 1, 2]) == [1.5, 2, 3, 4, 5, 6])
    #expect(set.classes == ["cat", "dog"] && set.labels == [0, 1, 0])
  }

  @Test func `columns that lie one after the other, and the other end of numbers first`() throws {
    #expect(try open(NumPyTests.packed, "F", "b").examples([0, 1, 2]) == [1, 2, 3, 4, 5, 6])
    #expect(try open(NumPyTests.packed, "F", "b").classes == ["False", "True"])
  }

  @Test func `bytes of more than one extent are pixels`() throws {
    let set = try open(NumPyTests.packed, "img", "p")
    #expect(set.form.shape == .image(height: 2, width: 2, channels: 1))
    let pixels: [Float] = [8, 9, 10, 11]
    #expect(set.example(2) == pixels.map { $0 * (1 / 255) })
    #expect(set.targets == .numbers([0.5, 1.5, 2.25]))
  }

  @Test func `an archive that is not packed, and single files, hold the same`() throws {
    let set = try open(NumPyTests.plain, "X", "y")
    #expect(set.examples([0, 1, 2]) == [1.5, 2, 3, 4, 5, 6] && set.classes == ["0", "1"])
    let test = try open(NumPyTests.plain, "X", "y") {
      $0.testData = "X"
      $0.testTarget = "y"
    }
    #expect(test.form.trainingRows == 3 && test.form.testRows == 3)
    let path = try write(NumPyTests.single, to: "x.npy")
    let refused = refusal(
      scratch.library, .numpy(NumPyFiles(data: path, target: path)))?
      .replacing(scratch.path + "/", with: "")
    #expect(refused == "x.npy has 3 rows of 2, expected 3 targets, one an example")
  }

  @Test func `what cannot be learned from is refused in a sentence`() throws {
    func refused(_ data: String, _ target: String) throws -> String? {
      let path = try write(NumPyTests.packed, to: "a.npz")
      return refusal(
        scratch.library, .numpy(NumPyFiles(archive: path, data: data, target: target)))?
        .replacing(scratch.path + "/", with: "")
    }
    #expect(
      try refused("Z", "y")
        == "a.npz has no array \"Z\": there are F, X, b, c, h, img, n, p, y")
    #expect(
      try refused("y", "y")
        == "a.npz (y) holds texts, expected numbers to learn from: turn them into numbers first")
    #expect(
      try refused("n", "y")
        == "a.npz (n) has nan in row 0, column 1, counted from 0, expected finite numbers: fill gaps"
        + " first, or save it as CSV, whose gaps are filled on the training rows of each fold")
    #expect(try refused("c", "y")?.hasPrefix("a.npz (c) holds elements of type '<c8'") == true)
    let text = try scratch.write("a,y\n1,2\n", to: "t.npz")
    #expect(
      refusal(scratch.library, .numpy(NumPyFiles(archive: text, data: "a", target: "y")))?
        .hasSuffix("is no ZIP archive, expected one that numpy.savez has written") == true)
  }

  /// No cut and no flipped bit traps.
  @Test func `damaged archives are refused or understood`() throws {
    let whole = Array(
      try #require(Data(base64Encoded: NumPyTests.packed.replacing("\n", with: ""))))
    for index in stride(from: 0, to: whole.count, by: 7) {
      let cut = try scratch.write(Array(whole[..<index]), to: "cut.npz")
      _ = try? scratch.library.open(.numpy(NumPyFiles(archive: cut, data: "X", target: "y")))
      var flipped = whole
      flipped[index] ^= UInt8(1 << (index % 8))
      let file = try scratch.write(flipped, to: "flipped.npz")
      for name in ["X", "F"] {
        _ = try? scratch.library.open(.numpy(NumPyFiles(archive: file, data: name, target: "y")))
      }
    }
  }
}
