package import Documents
import Processes
package import Sweeps

extension Sweep {
  /// The sweep with its program as it is on this disk: words of the command that name files beside the
  /// spec are files, and the hash of the code is part of the recipe, and so of every trial.
  ///
  /// - Parameters:
  ///   - code: the paths that the spec names as its code; nil for the files that its command names.
  ///   - folder: the folder of the spec.
  package func grounded(code: [Document]?, in folder: String) throws(DocumentError) -> Sweep {
    guard case .map(let entries) = recipe.content else { return self }
    var files: [String] = []
    var grounded: [Document.Entry] = []
    for entry in entries where entry.key == "command" {
      let words = try entry.value.list("command").map { word in
        // A word that a parameter fills in is a value and no file.
        guard case .text(let text) = word.content, word.placeholders.isEmpty, !text.hasPrefix("/"),
          !text.isEmpty, Folder.kind(of: "\(folder)/\(text)") == .file
        else { return word }
        files.append(text)
        return Document(.map([.init(key: "file", value: word)]), at: word.mark)
      }
      grounded.append(.init(key: entry.key, value: Document(.list(words), at: entry.value.mark)))
    }
    grounded += entries.filter { $0.key != "command" && $0.key != "code" }
    if let code {
      files = []
      for path in code {
        let text = try path.text("each of code")
        guard Folder.exists(at: "\(folder)/\(text)") else {
          throw DocumentError("code names '\(text)', and there is no such file here", at: path.mark)
        }
        files.append(text)
      }
    }
    if !files.isEmpty {
      let entry = try CodeFiles(files, in: folder).document
      grounded.append(Document.Entry(key: "code", value: entry))
    }
    return training(Document(.map(grounded), at: recipe.mark))
  }

  /// The first of the folders in which a word of the command names a file; the first of all where none
  /// does.
  package func home(among folders: [String]) -> String {
    guard case .list(let words)? = recipe["command"]?.content else { return folders[0] }
    let files = words.compactMap { word -> String? in
      guard case .text(let text) = word.content, !text.hasPrefix("/"), !text.isEmpty else {
        return nil
      }
      return text
    }
    return folders.first { folder in
      files.contains { Folder.kind(of: "\(folder)/\($0)") == .file }
    } ?? folders[0]
  }

  /// The hash of the code that the recipe names; nil where it names none.
  package var code: String? {
    guard case .text(let hash)? = recipe["code"]?["hash"]?.content else { return nil }
    return hash
  }

  /// The sweep as it was when its code had another hash.
  package func with(code hash: String) -> Sweep {
    guard case .map(let entries) = recipe.content else { return self }
    let changed = entries.map { entry in
      guard entry.key == "code", case .map(let parts) = entry.value.content else { return entry }
      let changed = parts.map { part in
        part.key == "hash" ? Document.Entry(key: part.key, value: Document(.text(hash))) : part
      }
      return Document.Entry(key: entry.key, value: Document(.map(changed)))
    }
    return training(Document(.map(changed), at: recipe.mark))
  }
}

extension Sweep {
  /// Refuses a script behind an interpreter that is not beside the spec: every trial would fail alike.
  ///
  /// - Parameter folder: the folder of the spec.
  package func refuseMissingScript(in folder: String) throws(DocumentError) {
    guard case .list(let all)? = recipe["command"]?.content else { return }
    let words = all.drop { $0.label == "env" || $0.label.hasSuffix("/env") }
    guard let first = words.first, let word = words.dropFirst().first,
      Sweep.isInterpreter(first.label), case .text(let script) = word.content,
      word.placeholders.isEmpty, script.contains("."), !script.hasPrefix("-"),
      !script.contains(where: \.isWhitespace),
      !Folder.exists(at: script.hasPrefix("/") ? script : "\(folder)/\(script)")
    else { return }
    let parent = script.lastIndex(of: "/").map { String(script[...$0]) } ?? ""
    let names = (try? Folder.names(in: "\(folder)/\(parent)")) ?? []
    let here = Folder.exists(at: script) && !script.hasPrefix("/")
    throw DocumentError(
      "there is no '\(script)' "
        + (script.hasPrefix("/") ? "on this machine" : "beside the spec, in '\(folder)'")
        + (closest(to: script, among: names.map { parent + $0 }).map { "; did you mean \($0)?" }
          ?? "")
        + (here
          ? "; the one in the working directory is another folder's: put the spec there" : ""),
      at: word.mark)
  }

  /// Whether a program is known to take a script as its first word.
  private static func isInterpreter(_ path: String) -> Bool {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasPrefix("python")
      || ["Rscript", "julia", "node", "ruby", "perl", "bash", "sh", "php", "lua"].contains(name)
  }
}
