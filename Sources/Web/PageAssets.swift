import CWebPage
import HTTPServer

/// The files of the page, which are part of the program.
enum PageAssets {
  /// The page itself, the same at each of its addresses.
  static let page = response(for: "index.html") ?? .sentence(500, "the program lacks its page")

  /// A file by its name; nil where there is none.
  static func response(for name: String) -> Response? { files[name] }

  private static let files: [String: Response] = {
    let files = UnsafeBufferPointer(start: web_page_files(), count: web_page_file_count())
    return Dictionary(
      uniqueKeysWithValues: files.map { file in
        let name = String(cString: file.name)
        let bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
        return (name, Response(type: mediaType(of: name), bytes: bytes))
      })
  }()

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
