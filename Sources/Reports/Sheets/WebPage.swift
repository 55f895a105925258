/// A document of HTML in one file: it loads nothing, runs nothing, and prints well. Its elements have the classes
/// that the live pages have, and so the same style.
package struct WebPage: Sendable {
  /// One thing below another.
  package enum Block: Sendable {
    case paragraph(String)
    /// A text as it was written, line by line.
    case verbatim(String)
    /// Rows of cells below their titles, the first cell of each naming its row.
    case table(titles: [String], rows: [[String]], areNumbers: Bool = false)
    /// Names and what they stand for.
    case facts([(name: String, value: String)])
    /// Pictures, beside each other where there is room.
    case gallery([Figure])
    /// A heading, and what stands below it.
    case detail(title: String, [Block])
    /// HTML that was made elsewhere here.
    case fragment(String)
  }

  /// A picture, as an element of SVG, and what it shows.
  package struct Figure: Sendable {
    let title: String
    let svg: String
    let caption: String

    /// - Parameters:
    ///   - svg: an element of SVG, as it stands in the document.
    ///   - caption: the text below the picture.
    package init(title: String, svg: String, caption: String) {
      (self.title, self.svg, self.caption) = (title, svg, caption)
    }
  }

  /// A heading and what stands below it.
  package struct Section: Sendable {
    let title: String
    let blocks: [Block]

    /// Makes a section of blocks, which stand in this order.
    package init(_ title: String, _ blocks: [Block]) {
      self.title = title
      self.blocks = blocks
    }
  }

  private let title: String
  private let lead: String
  private let sections: [Section]

  /// - Parameter lead: a sentence or two below the title: the most important at once.
  package init(title: String, lead: String, sections: [Section]) {
    self.title = title
    self.lead = lead
    self.sections = sections
  }

  /// The document.
  ///
  /// - Parameter style: the style sheet of the live pages.
  package func html(style: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en" class="frozen">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>\(HTML.escaped(title.printable))</title>
    <style>
    \(style)</style>
    </head>
    <body>
    <header>
    <span class="home">sweep</span>
    <nav aria-label="Parts of this page">
    \(sections.map(\.link).joined())</nav>
    </header>
    <main>
    <h1>\(HTML.escaped(title.printable))</h1>
    <p>\(HTML.escaped(lead.printable))</p>
    \(sections.map(\.html).joined())</main>
    </body>
    </html>

    """
  }
}

extension WebPage.Section {
  private var id: String { title.lowercased().replacing(" ", with: "-") }

  fileprivate var link: String {
    "<a href=\"#\(HTML.escaped(id))\">\(HTML.escaped(title))</a>\n"
  }

  fileprivate var html: String {
    "<section id=\"\(HTML.escaped(id))\">\n<h2>\(HTML.escaped(title))</h2>\n"
      + "\(blocks.map(\.html).joined())</section>\n"
  }
}

extension WebPage.Block {
  fileprivate var html: String {
    switch self {
    case .paragraph(let text):
      return "<p>\(HTML.escaped(text.printable))</p>\n"
    case .verbatim(let text):
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return
        "<pre>\(HTML.escaped(lines.map { String($0).printable }.joined(separator: "\n")))</pre>\n"
    case .table(let titles, let rows, let areNumbers):
      let head = titles.map { "<th>\(HTML.escaped($0.printable))</th>" }.joined()
      let body = rows.map { row in
        "<tr>"
          + row.enumerated().map { index, cell in
            let tag = index == 0 ? "th" : "td"
            return "<\(tag)>\(HTML.escaped(cell.printable))</\(tag)>"
          }.joined() + "</tr>\n"
      }
      return "<div class=\"wide\(areNumbers ? " sheet" : "")\">\n<table>\n"
        + "<thead>\n<tr>\(head)</tr>\n</thead>\n"
        + "<tbody>\n\(body.joined())</tbody>\n</table>\n</div>\n"
    case .facts(let facts):
      let items = facts.map { name, value in
        "<dt>\(HTML.escaped(name.printable))</dt><dd>\(HTML.escaped(value.printable))</dd>\n"
      }
      return "<dl>\n\(items.joined())</dl>\n"
    case .gallery(let figures):
      return "<div class=\"gallery\">\n\(figures.map(\.html).joined())</div>\n"
    case .detail(let title, let blocks):
      return "<div class=\"failure\">\n<h3>\(HTML.escaped(title.printable))</h3>\n"
        + "\(blocks.map(\.html).joined())</div>\n"
    case .fragment(let html):
      return "<div class=\"wide sheet\">\n\(html)</div>\n"
    }
  }
}

extension WebPage.Figure {
  fileprivate var html: String {
    "<figure>\n<h3>\(HTML.escaped(title.printable))</h3>\n<div class=\"picture\">\(svg)</div>\n"
      + "<figcaption>\(HTML.escaped(caption.printable))</figcaption>\n</figure>\n"
  }
}
