import Cairo
import Drawings
import FoundationEssentials
import Testing

struct RenderingTests {
  private let drawing = Drawing(
    width: 72, height: 36.5, title: "a title", caption: "a caption",
    pieces: [
      .shape(
        .box(Box(left: 10, top: 10, width: 20, height: 10)), Paint(fill: Colour(0xd55e00))),
      .text(
        Text(
          Label("10", raised: "−5") + " 学習率", at: Point(70, 30), size: 8, anchor: .end,
          hasRim: true)),
      .clipped(
        Box(left: 50, top: 0, width: 10, height: 10),
        [.shape(.lines([[Point(40, 5), Point(70, 5)]]), Paint(stroke: Stroke(.black, width: 1)))]),
    ])

  @Test func `a PNG has as many pixels as its size in inches times the dots`() throws {
    let picture = try PNG(try drawing.png(dotsPerInch: 144))
    #expect(picture.width == 144)
    #expect(picture.height == 73)
  }

  @Test func `a PNG knows its size on paper`() throws {
    // 144 dots an inch are 5669 a metre; the last four bytes are zlib.crc32 of the rest in Python.
    let chunk: [UInt8] = [
      0, 0, 0, 9, 0x70, 0x48, 0x59, 0x73, 0, 0, 0x16, 0x25, 0, 0, 0x16, 0x25, 1, 0x49, 0x52, 0x24,
      0xf0,
    ]
    #expect(Array(try drawing.png(dotsPerInch: 144)[33..<54]) == chunk)
  }

  @Test func `a PNG shows the shapes where they are, on white`() throws {
    let picture = try PNG(try drawing.png(dotsPerInch: 72))
    #expect(picture[20, 15] == [0xd5, 0x5e, 0x00])
    #expect(picture[5, 5] == [255, 255, 255])
    #expect(picture[71, 36] == [255, 255, 255], "the last row is half a point high")
  }

  @Test func `what is clipped ends at its box`() throws {
    let picture = try PNG(try drawing.png(dotsPerInch: 144))
    #expect(picture[110, 10] != [255, 255, 255])
    #expect(picture[96, 10] == [255, 255, 255])
    #expect(picture[124, 10] == [255, 255, 255])
  }

  @Test func `a PDF has one page of the size of the drawing, and is the same each time`() throws {
    let bytes = try drawing.pdf()
    #expect(bytes.starts(with: Array("%PDF-".utf8)))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("/MediaBox [ 0 0 72 36.5 ]"))
    #expect(text.contains("/Count 1"))
    #expect(try drawing.pdf() == bytes)
  }

  @Test func `a picture larger than cairo can hold is refused and does not trap`() {
    let wall = Drawing(width: 1e7, height: 1e7, title: "", caption: "", pieces: [])
    #expect(throws: CairoError.self) { try wall.png() }
  }
}
