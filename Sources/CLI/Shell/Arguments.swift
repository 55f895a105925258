import Documents
import Processes
import Specs
import Sweeps

/// A switch or a named value on the command line.
struct Option: Hashable, Sendable {
  /// With its dashes: `--results`.
  let name: String
  /// A single letter for the same: `-j`.
  let short: String?
  /// The placeholder of its value in help; nil for a switch.
  let value: String?
  let help: String
  /// The words that its value can be, where they are known beforehand.
  let words: [String]
  /// Whether it may be given several times.
  let repeats: Bool

  init(
    _ name: String, short: String? = nil, value: String? = nil, words: [String] = [],
    repeats: Bool = false, _ help: String
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.words = words
    self.repeats = repeats
    self.help = help
  }

  /// Whether its value is the name of a file or of a folder.
  var isFile: Bool { value.map { Placeholder.files.contains($0) } ?? false }
}

/// The placeholders of values in help.
enum Placeholder {
  /// The placeholders for which shells offer files.
  static let files = ["FILE", "PATH", "FOLDER", "DIR"]
}

/// A command line taken apart: every word of it belongs to something.
struct Arguments: Sendable {
  /// The values that each option was given, in order.
  private var values: [String: [String]] = [:]
  private(set) var operands: [String] = []
  /// The operands after `--`; nil where there is none.
  private(set) var line: [String]?
  /// The options that the command takes.
  private let options: [Option]

  /// Takes the words after the command's name.
  ///
  /// `--name value`, `--name=value`, `-j4` and `-j 4` are understood, options and operands may be
  /// mixed, and all after `--` are operands.
  ///
  /// - Parameter advice: the hint for an option that the command does not have.
  init(
    _ words: [String], options: [Option], command: String, advice: String = ""
  ) throws(UserError) {
    self.options = options
    var words = words[...]
    while let word = words.popFirst() {
      if word == "--" {
        operands += words
        line = Array(words)
        break
      }
      guard word.hasPrefix("-"), word.count > 1 else {
        operands.append(word)
        continue
      }
      let (name, attached) = Arguments.split(word)
      guard let option = options.first(where: { $0.name == name || $0.short == name }) else {
        throw UserError(
          "sweep \(command) has no option \(name)"
            + suggestion(for: name, among: options.map(\.name)) + advice
            + "; see 'sweep help \(command)'")
      }
      guard option.repeats || values[option.name] == nil else {
        throw UserError("\(option.name) is given twice")
      }
      if let placeholder = option.value {
        guard let value = attached ?? words.popFirst() else {
          throw UserError("\(option.name) needs a value: \(option.name) \(placeholder)")
        }
        guard !value.isEmpty || !option.isFile else {
          throw UserError(
            "\(option.name) was given an empty name; name a file or a folder, or leave it out")
        }
        values[option.name, default: []].append(value)
      } else {
        guard attached == nil else { throw UserError("\(option.name) takes no value") }
        values[option.name] = [""]
      }
    }
  }

  /// `--name=value` and `-j4` hold their value in the same word.
  private static func split(_ word: String) -> (name: String, value: String?) {
    if word.hasPrefix("--") {
      guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    let value = word.dropFirst(2)
    return (String(word.prefix(2)), value.isEmpty ? nil : String(value))
  }

  /// Whether the command takes an option at all.
  func knows(_ option: Option) -> Bool { options.contains(option) }

  /// Whether a switch was given.
  func has(_ option: Option) -> Bool { values[option.name] != nil }

  /// The value as it was typed; empty for a switch.
  func text(_ option: Option) -> String? { values[option.name]?.last }

  /// All that an option was given, in order.
  func texts(_ option: Option) -> [String] { values[option.name] ?? [] }

  /// A whole number within a range.
  func integer(_ option: Option, in range: ClosedRange<Int>) throws(UserError) -> Int? {
    guard let text = text(option) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UserError(
        "\(option.name) must be a whole number from \(range.lowerBound) to \(range.upperBound),"
          + " not '\(text)'")
    }
    return number
  }

  /// A number that lies between two others.
  func number(
    _ option: Option, between least: Double, and most: Double
  ) throws(UserError) -> Double? {
    guard let text = text(option) else { return nil }
    guard let number = Double(text), number > least, number < most else {
      throw UserError(
        "\(option.name) must be a number "
          + (most.isFinite
            ? "between \(Document.label(least)) and \(Document.label(most))"
            : "above \(Document.label(least))") + ", not '\(text)'")
    }
    return number
  }

  /// Words with commas between them; at least one.
  func list(_ option: Option) throws(UserError) -> [String]? {
    guard let text = text(option) else { return nil }
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !words.contains("") else {
      throw UserError("\(option.name) takes names with commas between them, not '\(text)'")
    }
    return words
  }

  /// One of several words.
  func choice<Value>(
    _ option: Option, among choices: [(word: String, value: Value)]
  ) throws(UserError) -> Value? {
    guard let text = text(option) else { return nil }
    guard let choice = choices.first(where: { $0.word == text }) else {
      let words = choices.map(\.word)
      throw UserError(
        "\(option.name) must be one of \(words.joined(separator: ", ")), not '\(text)'"
          + suggestion(for: text, among: words))
    }
    return choice.value
  }

  /// An amount of memory such as `4G`.
  func bytes(_ option: Option) throws(UserError) -> Int? {
    guard let text = text(option) else { return nil }
    do throws(DocumentError) {
      return try Document(.text(text)).bytes(option.name)
    } catch {
      throw UserError(error.message)
    }
  }

  /// A time such as `10m`, `90s` or `1h30m`.
  func duration(_ option: Option) throws(UserError) -> Duration? {
    guard let text = text(option) else { return nil }
    do throws(DocumentError) {
      return try Document(.text(text)).duration(option.name)
    } catch {
      throw UserError(error.message)
    }
  }
}
