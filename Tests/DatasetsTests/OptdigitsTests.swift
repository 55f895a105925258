import Datasets
import Testing

struct OptdigitsTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  func line(_ pixel: Int, _ digit: Int) -> String {
    String(repeating: "\(pixel),", count: 64) + "\(digit)\n"
  }

  @Test func `lines become rows, with or without a last line end`() throws {
    try scratch.write(line(0, 3) + line(16, 4), to: "optdigits/optdigits.tra")
    try scratch.write(String(line(8, 9).dropLast()), to: "optdigits/optdigits.tes")
    let set = try scratch.library.open(.named("optdigits"))
    #expect(set.form.shape == .image(height: 8, width: 8, channels: 1))
    #expect(set.form.trainingRows == 2 && set.form.testRows == 1)
    #expect(set.labels == [3, 4, 9])
    #expect(
      set.examples([0, 1, 2]).indices.allSatisfy {
        set.examples([0, 1, 2])[$0] == [0, 1, 0.5][$0 / 64]
      })
  }

  @Test func `a wrong line is refused by its number`() throws {
    func refused(_ text: String) throws -> String? {
      try scratch.write(line(0, 3), to: "optdigits/optdigits.tra")
      try scratch.write(text, to: "optdigits/optdigits.tes")
      return refusal(scratch.library, .named("optdigits"))?
        .replacing(scratch.path + "/optdigits/", with: "")
    }
    #expect(try refused("") == "optdigits.tes is empty, expected lines of 65 numbers")
    #expect(
      try refused(line(0, 3) + "1,2,3\n")
        == "optdigits.tes:2: 3 numbers, expected 64 pixels and a digit")
    #expect(
      try refused(line(17, 3))
        == "optdigits.tes:1: column 1 holds \"17\", expected a pixel of 0 to 16")
    #expect(
      try refused(line(1, 10))
        == "optdigits.tes:1: column 65 holds \"10\", expected a digit")
  }
}
