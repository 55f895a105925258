import Segmentation
import Testing

/// Letters are found on drawn paper, by lines and words.
struct LinesTests {
  /// How many letters each word of each line has.
  private func counts(_ paper: Drawn) -> [[Int]] {
    paper.image.ink().lines().map { $0.words.map(\.count) }
  }

  @Test func `letters stand in words, and words in lines`() {
    var paper = Drawn(width: 500, height: 260)
    for left in [30, 70, 110, 240, 280] { paper.drawF(left, 40) }
    for left in [30, 70] { paper.drawF(left, 150) }
    #expect(counts(paper) == [[3, 2], [2]])
    let box = paper.image.ink().lines()[0].words[0][0].box
    #expect(abs(box.left - 30) <= 1 && abs(box.top - 40) <= 1)
    #expect(abs(box.right - 54) <= 1 && abs(box.bottom - 80) <= 1)
  }

  @Test func `a shadow over half of the paper, and noise, hide no letter`() {
    var paper = Drawn(width: 600, height: 200) { x, _ in
      x < 200 ? 0.9 : x > 400 ? 0.3 : 0.9 - 0.003 * Float(x - 200)
    }
    for left in stride(from: 30, to: 560, by: 44) { paper.drawF(left, 80) }
    paper.addNoise(0.01)
    #expect(counts(paper) == [[13]])
  }

  @Test func `a line may slope by more than the height of its letters`() {
    var paper = Drawn(width: 700, height: 240)
    for place in 0..<14 { paper.drawF(30 + 46 * place, 20 + 6 * place) }
    for place in 0..<14 { paper.drawF(30 + 46 * place, 95 + 6 * place) }
    #expect(counts(paper) == [[14], [14]])
  }

  @Test func `a bar that floats over its stem is part of the letter, and specks are none`() {
    var paper = Drawn(width: 400, height: 160)
    for left in [30, 90] { paper.drawF(left, 60) }
    paper.draw(150, 60, 180, 64)
    paper.draw(163, 70, 167, 100)
    // A point at the foot of a line, and dust.
    paper.draw(60, 95, 65, 100)
    paper.draw(300, 20, 302, 22)
    #expect(counts(paper) == [[3]])
  }

  @Test func `a stroke that grows faint is not torn`() {
    var paper = Drawn(width: 300, height: 160)
    for left in [30, 90] { paper.drawF(left, 60) }
    paper.draw(150, 60, 154, 76)
    paper.draw(150, 76, 154, 84, leaving: 0.7)
    paper.draw(150, 84, 154, 100)
    #expect(counts(paper) == [[3]])
    #expect(paper.image.ink().lines()[0].letters[2].box.height >= 38)
  }

  @Test func `chalk on a board is read as ink on paper`() {
    var paper = Drawn(width: 300, height: 160) { _, _ in 0.2 }
    for left in [30, 90, 150] { paper.drawF(left, 60, leaving: 4) }
    #expect(counts(paper) == [[3]])
  }

  @Test(arguments: [0, 0.02])
  func `bare paper has no letter`(noise: Float) {
    var paper = Drawn(width: 300, height: 200) { x, _ in 0.5 + 0.001 * Float(x) }
    paper.addNoise(noise)
    #expect(counts(paper) == [])
  }

  @Test func `a picture of a single pixel has none, too`() {
    #expect(GreyImage(width: 1, height: 1, values: [0]).ink().lines().isEmpty)
  }
}
