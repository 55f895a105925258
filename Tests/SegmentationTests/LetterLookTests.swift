import Drawings
import Segmentation
import Testing

/// Letters become pictures as a network has seen its characters.
struct LetterLookTests {
  private func picture(_ letter: Letter, side: Int = 32) -> GreyImage {
    letter.image(LetterLook(side: side, extent: 0.69 * Double(side)))
  }

  private func bar(width: Int, height: Int) -> Letter {
    Letter(
      box: PixelBox(left: 0, top: 0, right: width, bottom: height),
      isInk: [Bool](repeating: true, count: width * height))
  }

  @Test func `a letter is in the middle, as high as it should be, ink is 1 and paper 0`() {
    let picture = picture(bar(width: 10, height: 80))
    #expect(picture.width == 32 && picture.height == 32)
    let rows = (0..<32).filter { y in (0..<32).contains { picture.values[y * 32 + $0] > 0.5 } }
    #expect((21...23).contains(rows.count))
    #expect(abs(rows[0] + rows[rows.count - 1] - 31) <= 1)
    #expect(picture.values[16 * 32 + 15] > 0.8 && picture.values[0] == 0)
  }

  @Test func `a thin pen and a thick one look alike`() {
    // The same cross in strokes of 2 and of 8 pixels.
    func cross(_ stroke: Int) -> Letter {
      Letter(
        box: PixelBox(left: 0, top: 0, right: 80, bottom: 80),
        isInk: (0..<6400).map { abs($0 % 80 - 40) < stroke / 2 || abs($0 / 80 - 40) < stroke / 2 })
    }
    let ink = [2, 8].map { picture(cross($0)).values.reduce(0, +) }
    #expect(abs(ink[0] - ink[1]) < 0.25 * ink[1])
  }

  @Test func `a wide letter is not stretched`() {
    let picture = picture(bar(width: 80, height: 20))
    let columns = (0..<32).count { picture.values[16 * 32 + $0] > 0.5 }
    let rows = (0..<32).count { picture.values[$0 * 32 + 16] > 0.5 }
    #expect((21...23).contains(columns) && (5...7).contains(rows))
  }

  @Test func `grey is the luma of colours, and shrinking keeps the mean`() {
    let raster = Raster(width: 2, height: 1, bytes: [255, 0, 0, 0, 0, 255])
    #expect(GreyImage(raster).values == [0.299, 0.114])
    let image = GreyImage(width: 30, height: 10, values: (0..<300).map { Float($0 % 7) / 7 })
    let small = image.shrunk(to: 9)
    #expect(small.width == 9 && small.height == 3)
    let means = [image, small].map { $0.values.reduce(0, +) / Float($0.values.count) }
    #expect(abs(means[0] - means[1]) < 0.01)
  }
}
