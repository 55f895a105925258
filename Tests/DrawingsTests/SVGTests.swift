import Drawings
import Testing

struct SVGTests {
  private func svg(_ pieces: Piece...) -> String {
    Drawing(width: 72, height: 36, title: "a & b", caption: "1 < 2", pieces: pieces).svg
  }

  @Test func `a drawing has its size on paper, a title and a description`() {
    #expect(
      svg() == """
        <svg xmlns="http://www.w3.org/2000/svg" width="25.4mm" height="12.7mm" viewBox="0 0 72 36" \
        role="img" font-family="Liberation Sans,Arial,Helvetica,sans-serif">
        <title>a &amp; b</title>
        <desc>1 &lt; 2</desc>
        <rect x="0" y="0" width="72" height="36" fill="#ffffff"/>
        </svg>

        """)
  }

  @Test func `the same picture stands on dark paper`() {
    let text = Text("a", at: Point(3, 4), size: 10, hasRim: true)
    let drawing = Drawing(
      width: 72, height: 36, title: "a", caption: "b",
      pieces: [.clipped(Box(left: 0, top: 0, width: 9, height: 9), [.titled("c", [.text(text)])])])
    let dark = drawing.svg(in: .dark)
    #expect(dark.contains("<rect x=\"0\" y=\"0\" width=\"72\" height=\"36\" fill=\"#0d1117\"/>"))
    #expect(dark.contains(" fill=\"#f4f4f4\" stroke=\"#0d1117\" stroke-width=\"2\""))
    #expect(drawing.svg(in: .light) == drawing.svg)
  }

  @Test func `coordinates are written to a hundredth`() {
    let line = Shape.lines([[Point(0.1 + 0.2, -0.004), Point(100, 2.005)]])
    let text = svg(.shape(line, Paint(stroke: Stroke(.black, width: 1, dash: [2, 1.5]))))
    #expect(
      text.contains(
        """
        <path d="M0.3 0L100 2.01" fill="none" stroke="#000000" stroke-width="1" \
        stroke-linejoin="round" stroke-dasharray="2 1.5"/>
        """))
  }

  @Test func `a title is for the pointer, on a shape by itself or on a group`() {
    let dot = Piece.shape(.circle(Point(1, 2), radius: 3), Paint(fill: Colour(0x0072b2)))
    #expect(
      svg(.titled("n < 3", [dot])).contains(
        ##"<circle cx="1" cy="2" r="3" fill="#0072b2"><title>n &lt; 3</title></circle>"##))
    #expect(svg(.titled("two", [dot, dot])).contains("<g><title>two</title>\n<circle"))
  }

  @Test func `exponents are raised and stay text`() {
    let text = Text(Label("10", raised: "−5") + " m", at: Point(3, 4), size: 10, anchor: .end)
    #expect(
      svg(.text(text)).contains(
        """
        <text font-size="10" x="3" y="4" text-anchor="end">10<tspan dy="-3.6" \
        font-size="7.2">−5</tspan><tspan dy="3.6"> m</tspan></text>
        """))
  }

  @Test func `what is clipped needs no identifier that another drawing could have too`() {
    let box = Box(left: 1, top: 2, width: 3, height: 4)
    let text = svg(.clipped(box, [.shape(.box(box), Paint(fill: .black))]))
    #expect(text.contains(#"<svg x="1" y="2" width="3" height="4" viewBox="1 2 3 4">"#))
    #expect(!text.contains("id="))
  }

  @Test func `whatever a label holds, the document stays well-formed`() {
    let text = svg(.text(Text(Label("<&\">\u{1b}\u{fffe}"), at: Point(0, 0), size: 7)))
    #expect(text.contains("&lt;&amp;&quot;&gt;\u{fffd}\u{fffd}</text>"))
  }

  @Test func `numbers without a place are drawn somewhere rather than trap`() {
    #expect(svg(.shape(.circle(Point(.nan, .infinity), radius: 1), Paint())).contains(#"cx="0""#))
    #expect(svg(.shape(.circle(Point(1e300, 0), radius: 1), Paint())).contains(#"cx="1000000000""#))
  }
}
