package import Documents
package import Hashing
import Processes
import Sweeps
import Trials

/// The files that a program consists of, and a hash of what stands in them.
///
/// The hash is part of the recipe, and so of every trial's identity: changed code is another
/// training.
package struct CodeFiles: Hashable, Sendable {
  /// Files and folders, by their paths from the folder of the spec; sorted.
  package let paths: [String]
  /// The hash of the files' names and contents at the time of reading; the same on every machine.
  package let digest: Digest

  /// Reads the files as they are now.
  ///
  /// - Throws: when one is not there, or cannot be read.
  package init(_ paths: [String], in folder: String) throws(DocumentError) {
    self.paths = paths.sorted()
    digest = try CodeFiles.digest(of: CodeFiles.files(self.paths, in: folder), in: folder)
  }

  /// Reads a recipe's entry `code`.
  init(_ document: Document) throws(DocumentError) {
    var paths: [String] = []
    for path in try document["files"]?.list("files") ?? [] { paths.append(try path.text("a file")) }
    guard let text = try document["hash"]?.text("hash"), let digest = Digest(hexadecimal: text)
    else {
      throw document.mismatch("code", mustBe: "files and their hash")
    }
    self.paths = paths
    self.digest = digest
  }

  /// The recipe's entry `code`.
  package var document: Document {
    let files = paths.map { Document(.text($0)) }
    return Document(
      .map([
        .init(key: "files", value: Document(.list(files))),
        .init(key: "hash", value: Document(.text("\(digest)"))),
      ]))
  }

  /// All files, those in folders too, sorted. Files that are hidden or made by Python are left out.
  package static func files(
    _ paths: [String], in folder: String
  ) throws(DocumentError) -> [String] {
    var found: [String] = []
    for path in paths {
      switch Folder.kind(of: "\(folder)/\(path)") {
      case .file: found.append(path)
      case .folder: found += try list(path, in: folder, within: [])
      case .other:
        throw DocumentError("'\(path)' in '\(folder)' is no file that could be code", at: nil)
      case nil:
        throw DocumentError("there is no file '\(path)' in '\(folder)', which code names", at: nil)
      }
    }
    return Array(Set(found)).sorted()
  }

  /// Bytes of all code: more is data.
  private static let limit = 1 << 30

  /// - Parameter above: the folders that this one lies in, as they are called without links.
  private static func list(
    _ path: String, in folder: String, within above: [String]
  ) throws(DocumentError) -> [String] {
    let real = Folder.absolute("\(folder)/\(path)") ?? path
    guard !above.contains(real) else {
      throw DocumentError(
        "'\(path)' is a link to a folder that it lies in, so that there is no end to the code; take the"
          + " link away", at: nil)
    }
    let names: [String]
    do throws(SystemError) {
      names = try Folder("\(folder)/\(path)").names()
    } catch {
      throw DocumentError(
        "the code cannot be read: \(error)", at: nil, systemCode: error.code)
    }
    var found: [String] = []
    for name in names where !name.hasPrefix(".") && name != "__pycache__" && !name.hasSuffix(".pyc")
    {
      let inner = path == "." ? name : path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      switch Folder.kind(of: "\(folder)/\(inner)") {
      case .file: found.append(inner)
      case .folder: found += try list(inner, in: folder, within: above + [real])
      case .other, nil: break
      }
    }
    return found
  }

  /// Names and contents, each with its length before it, so that nothing can slide into the next.
  static func digest(of files: [String], in folder: String) throws(DocumentError) -> Digest {
    var hasher = Digest.Hasher()
    var room = limit
    for file in files {
      let bytes: [UInt8]?
      do throws(SystemError) {
        bytes = try WholeFile.bytes(at: "\(folder)/\(file)", upTo: room)
      } catch {
        throw DocumentError(
          "the code cannot be read: \(error)", at: nil, systemCode: error.code)
      }
      guard let bytes else {
        throw DocumentError(
          "the code that 'code' names has more than \(limit >> 20) MiB, with '\(file)'; name the files"
            + " that are code, and no data", at: nil)
      }
      room -= bytes.count
      hasher.update(Array("\(file.utf8.count) \(bytes.count) \(file)".utf8))
      hasher.update(bytes)
    }
    return hasher.finish()
  }
}

/// Looks at code again and again, and reads only what has been written to.
struct CodeWatch {
  private var known: (versions: [String?], digest: Digest)?

  /// The hash of the code as it is now.
  mutating func digest(of code: CodeFiles, in folder: String) throws(DocumentError) -> Digest {
    let files = try CodeFiles.files(code.paths, in: folder)
    let versions = files.map { file in
      Folder.version(of: "\(folder)/\(file)").map { "\(file) \($0)" }
    }
    if let known, known.versions == versions { return known.digest }
    let digest = try CodeFiles.digest(of: files, in: folder)
    known = (versions, digest)
    return digest
  }
}
