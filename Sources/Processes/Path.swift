/// Names of files and folders, as texts.
package enum Path {
  /// The folder that a path lies in, as the path names it: `.` for a name alone.
  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
