import Cairo
import Drawings
import Testing

/// PNG files become pixels again, and odd ones a sentence.
struct RasterPNGTests {
  private let picture = Raster(width: 40, height: 30) { x, y in
    Colour(red: UInt8(6 * x), green: UInt8(8 * y), blue: x > y ? 200 : 10)
  }

  private func refusal(_ file: [UInt8], most: Int = 10_000) -> PNGError? {
    do throws(PNGError) {
      _ = try Raster(png: file, most: most)
      return nil
    } catch {
      return error
    }
  }

  @Test func `pixels are the same after writing and reading, in colour and in grey`() throws {
    #expect(try Raster(png: picture.png, most: 1200) == picture)
    let grey = Raster(width: 7, height: 5) { x, _ in x < 3 ? .black : .white }
    #expect(try Raster(png: grey.png, most: 1200) == grey)
  }

  @Test func `clear pixels show white paper`() throws {
    // Two pixels of red, green, blue and opacity, as Python's zlib packs them: clear, and half red.
    let file: [UInt8] = [
      137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 2, 0, 0, 0, 1,
      8, 6, 0, 0, 0, 244, 34, 127, 138, 0, 0, 0, 15, 73, 68, 65, 84, 120, 156, 99, 96, 0,
      130, 255, 12, 12, 13, 0, 4, 133, 1, 128, 184, 117, 254, 119, 0, 0, 0, 0, 73, 69, 78,
      68, 174, 66, 96, 130,
    ]
    #expect(try Raster(png: file, most: 2).bytes == [255, 255, 255, 255, 127, 127])
  }

  @Test func `a picture in a drawing is drawn pixel by pixel`() throws {
    let box = Box(left: 0, top: 0, width: 40, height: 30)
    let drawing = Drawing(
      width: 40, height: 30, title: "", caption: "", pieces: [.image(picture, in: box)])
    #expect(try Raster(png: drawing.png(dotsPerInch: 72), most: 1200) == picture)
  }

  @Test func `what is too large is refused by its header, and what is cut short or no PNG too`() {
    #expect(refusal(picture.png, most: 1199) == .tooLarge(width: 40, height: 30, most: 1199))
    var huge = picture.png
    for place in 16..<24 { huge[place] = 0x7f }
    #expect(refusal(huge)?.description.contains("make it smaller") == true)
    #expect(refusal([]) == .unreadable)
    for length in stride(from: 1, to: picture.png.count - 20, by: 311) {
      #expect(refusal(Array(picture.png.prefix(length))) != nil)
    }
  }
}
