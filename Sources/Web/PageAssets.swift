import CWebPage
import HTTPServer

/// The files of the page, which are part of the program.
package enum PageAssets {
  /// The page itself, the same at each of its addresses.
  static let page = response(for: "index.html") ?? .sentence(500, "the program lacks its page")

  /// The style of all pages, which a page that stands alone has in itself.
  package static let style = String(
    decoding: all.first { $0.name == "page.css" }?.bytes ?? [], as: UTF8.self)

  /// A file by its name; nil where there is none.
  static func response(for name: String) -> Response? { files[name] }

  private static let files: [String: Response] = Dictionary(
    uniqueKeysWithValues: all.map { name, bytes in
      (name, Response(type: mediaType(of: name), bytes: bytes))
    })

  private static let all: [(name: String, bytes: [UInt8])] =
    UnsafeBufferPointer(start: web_page_files(), count: web_page_file_count()).map { file in
      (
        String(cString: file.name), Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
      )
    }

  private static func mediaType(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}
