import Processes

/// Files in a folder, as one that can be copied: tar, compressed.
package struct Archive {
  /// The name of the folder in it.
  private let folder: String
  /// Where each file lies here, by its place in the folder.
  private let files: [(place: String, path: String)]
  /// A text for people, which goes into it as README; nil for none.
  private let notes: String?

  /// - Parameters:
  ///   - folder: the name of the one folder in the archive.
  ///   - files: each with its place in that folder, and its path here.
  ///   - notes: the content of README; nil for none.
  package init(folder: String, files: [(place: String, path: String)], notes: String? = nil) {
    self.folder = folder
    self.files = files
    self.notes = notes
  }

  /// Writes it, whole or not at all; the same files give the same bytes, for every user and at any time.
  package func write(to path: String) throws {
    let stage = try TemporaryFolder()
    let top = try Folder("\(stage.path)/\(folder)")
    for file in files {
      let place = "\(top.path)/\(file.place)"
      _ = try Folder(String(place.prefix(upTo: place.lastIndex(of: "/") ?? place.endIndex)))
      try Folder.link(to: file.path, at: place)
    }
    if let notes { try top.write(Array(notes.utf8), to: "README") }
    let draft = "\(path).part"
    let tar = Command(
      "tar",
      arguments: [
        "--create", "--dereference", "--sort=name", "--owner=0", "--group=0", "--numeric-owner",
        "--mtime=@0", "--mode=u+rw,go+r,go-w,a+X", "--use-compress-program=gzip --no-name",
        "--directory=\(stage.path)", "--file=\(draft)", folder,
      ], environment: CurrentProcess.environment)
    let said = try tar.output()
    guard said.status == .exited(0) else {
      Folder.removeFile(at: draft)
      throw BundleError(
        "'\(path)' cannot be written: \(said.errors.split(separator: "\n").first ?? "tar failed")")
    }
    try Folder.moveFile(at: draft, to: path)
  }
}
