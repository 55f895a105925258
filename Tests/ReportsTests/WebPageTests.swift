import Reports
import Testing

struct WebPageTests {
  private let page = WebPage(
    title: "mnist-l2 <&>", lead: "15 of 15 trials done.\u{1b}",
    sections: [
      WebPage.Section(
        "Everything",
        [
          .paragraph("1 < 2"), .verbatim("a: 1\n  b: \"$l2\" # <tag>\n"),
          .table(titles: ["host", "results"], rows: [["ada", "12"], ["bob & co", "3"]]),
          .facts([("seed", "1")]),
          .gallery([.init(title: "A & B", svg: "<svg></svg>\n", caption: "n = 3 > 2")]),
          .detail(title: "2 trials, crashed: <no luck>", [.paragraph("at ada")]),
          .fragment("<hr>\n"),
        ])
    ])

  @Test func `a page is one document in which texts of people are no markup`() throws {
    try expectSnapshot(page.html(style: "body { color: #000 }\n"), "page.html")
  }

  @Test func `a page loads nothing`() {
    let html = page.html(style: "")
    for word in ["http:", "https:", "src=", "@import", "url(", "<script", "<link"] {
      #expect(!html.contains(word), "\(word)")
    }
    // Links lead to the parts of the page.
    let parts = html.matches(of: #/href="#([a-z-]+)"/#)
    #expect(parts.count == html.matches(of: #/href=/#).count)
    #expect(parts.allSatisfy { html.contains("id=\"\($0.1)\"") })
  }
}
