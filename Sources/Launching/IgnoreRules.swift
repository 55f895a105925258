import Glibc

/// The rules by which files of a folder are left where they are: the lines of `.gitignore`, as gitignore(5)
/// reads them, and of `.sweepignore`, which has the same form and the last word.
///
/// ```
/// *.log          # in any folder
/// !keep.log      # but not this one
/// /data/         # a folder, here and not below
/// runs/**/tmp
/// ```
struct IgnoreRules {
  private struct Rule {
    /// The folder whose file says it, with a slash at its end; empty for the topmost.
    let base: String
    let words: [String]
    /// Whether it is about names in any folder below, and not about a path from its own.
    let isName: Bool
    let isForFolders: Bool
    let keeps: Bool
  }

  private var rules: [Rule] = []

  /// The files that say it, in the order in which they are read.
  static let names = [".gitignore", ".sweepignore"]

  /// Takes in the lines of such a file.
  ///
  /// - Parameter folder: where it lies, as a path from the topmost folder; empty for that.
  mutating func add(_ text: String, of folder: String) {
    let base = folder.isEmpty ? "" : folder + "/"
    for line in text.split(whereSeparator: \.isNewline) {
      if let rule = IgnoreRules.rule(line, base) { rules.append(rule) }
    }
  }

  private static func rule(_ line: Substring, _ base: String) -> Rule? {
    var text = line
    while text.last == " ", !text.hasSuffix("\\ ") { text.removeLast() }
    guard !text.hasPrefix("#") else { return nil }
    let keeps = text.hasPrefix("!")
    if keeps { text.removeFirst() }
    let isForFolders = text.hasSuffix("/")
    if isForFolders { text.removeLast() }
    let isName = !text.contains("/")
    let words = text.split(separator: "/").map(String.init)
    guard !words.isEmpty else { return nil }
    return Rule(
      base: base, words: words, isName: isName, isForFolders: isForFolders, keeps: keeps)
  }

  /// Whether a file or folder is left where it is; what lies in such a folder is too.
  ///
  /// - Parameter path: from the topmost folder.
  func ignores(_ path: String, isFolder: Bool) -> Bool {
    let rule = rules.last { rule in
      guard !rule.isForFolders || isFolder, path.hasPrefix(rule.base) else { return false }
      let parts = path.dropFirst(rule.base.count).split(separator: "/").map(String.init)
      return rule.isName
        ? parts.last.map { IgnoreRules.matches(rule.words[0], $0) } ?? false
        : IgnoreRules.matches(rule.words[...], parts[...])
    }
    return rule.map { !$0.keeps } ?? false
  }

  /// Word by word; `**` stands for any number of them, at the end for at least one.
  private static func matches(_ words: ArraySlice<String>, _ parts: ArraySlice<String>) -> Bool {
    guard let word = words.first else { return parts.isEmpty }
    let rest = words.dropFirst()
    guard word == "**" else {
      guard let part = parts.first, matches(word, part) else { return false }
      return matches(rest, parts.dropFirst())
    }
    if rest.isEmpty { return !parts.isEmpty }
    // Several in a row say no more than one.
    if rest.first == "**" { return matches(rest, parts) }
    return (0...parts.count).contains { matches(rest, parts.dropFirst($0)) }
  }

  private static func matches(_ pattern: String, _ name: String) -> Bool {
    fnmatch(pattern, name, 0) == 0
  }
}
