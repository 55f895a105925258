import Drawings
import Testing

/// Pictures of pixels within drawings.
struct RasterTests {
  private let grey = Raster(width: 3, height: 2) { x, y in
    Colour(
      red: UInt8(40 * x + 100 * y), green: UInt8(40 * x + 100 * y), blue: UInt8(40 * x + 100 * y))
  }

  @Test func `a PNG says its size, and has one byte a pixel where there is no hue`() {
    #expect(Array(grey.png.prefix(8)) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    #expect(Array(grey.png[16..<26]) == [0, 0, 0, 3, 0, 0, 0, 2, 8, 0])
    let red = Raster(width: 1, height: 1, bytes: [255, 0, 0])
    #expect(red.png[25] == 2)
    // As Python's zlib and struct write the same chunks.
    #expect(
      red.png == [
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0,
        1, 8, 2, 0, 0, 0, 144, 119, 83, 222, 0, 0, 0, 15, 73, 68, 65, 84, 120, 1, 1, 4, 0,
        251, 255, 0, 255, 0, 0, 3, 1, 1, 0, 141, 29, 229, 130, 0, 0, 0, 0, 73, 69, 78, 68,
        174, 66, 96, 130,
      ])
  }

  @Test func `SVG holds the pixels themselves, and keeps their edges where they are large`() {
    func svg(_ width: Double) -> String {
      Drawing(
        width: 100, height: 100, title: "", caption: "",
        pieces: [.image(grey, in: Box(left: 0, top: 0, width: width, height: 10))]
      ).svg
    }
    #expect(svg(30).contains(" image-rendering=\"pixelated\""))
    // Pages take no style from a picture.
    #expect(!svg(30).contains("style="))
    #expect(!svg(2).contains("pixelated"))
    #expect(svg(30).contains("href=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAMAAAAC"))
  }

  @Test func `a smaller picture has the means of whole blocks`() {
    let small = Raster(width: 4, height: 2) { x, _ in x < 2 ? .white : .black }.shrunk(to: 2)
    #expect(small == Raster(width: 2, height: 1, bytes: [255, 255, 255, 0, 0, 0]))
    #expect(grey.shrunk(to: 3) == grey)
  }
}
