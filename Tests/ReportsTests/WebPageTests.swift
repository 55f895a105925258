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
          .figure(svg: "<svg></svg>\n", caption: "n = 3 > 2"), .fragment("<hr>\n"),
        ])
    ])

  @Test func `a page is one document in which texts of people are no markup`() throws {
    try expectSnapshot(page.html, "page.html")
  }

  @Test func `a page loads nothing`() {
    for word in ["http:", "https:", "src=", "href=", "@import", "url(", "<script", "<link"] {
      #expect(!page.html.contains(word), "\(word)")
    }
  }
}
