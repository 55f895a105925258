import CPCRE2

/// A regular expression in Perl's syntax, which Python, JavaScript and grep -P nearly share.
///
/// ```swift
/// let pattern = try Pattern(#"epoch (?<epoch>\d+) loss=(?<loss>\S+)"#)
/// pattern.match(Array("epoch 3 loss=0.5".utf8)[...])   // ["epoch": "3", "loss": "0.5"]
/// ```
///
/// One that would try for ever gives up instead.
package final class Pattern {
  /// The names of its groups, in the order of the alphabet.
  package let names: [String]

  private let code: OpaquePointer
  private let context: OpaquePointer
  private let matches: OpaquePointer
  private let numbers: [(name: String, number: Int)]

  /// Steps after which a match is given up: some milliseconds.
  private static let matchLimit: UInt32 = 1_000_000

  /// Compiles a text as UTF-8; throws the library's message, and the byte where it noticed the mistake.
  package init(_ text: String) throws(PatternError) {
    var error: Int32 = 0
    var offset = 0
    let bytes = Array(text.utf8)
    let compiled = bytes.withUnsafeBufferPointer {
      pcre2_compile_8(
        $0.baseAddress, $0.count, PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &error, &offset, nil)
    }
    guard let compiled else { throw PatternError(Pattern.message(error), at: offset) }
    // Where the processor has no such compiler, matching is merely slower.
    pcre2_jit_compile_8(compiled, PCRE2_JIT_COMPLETE)
    guard let context = pcre2_match_context_create_8(nil),
      let matches = pcre2_match_data_create_from_pattern_8(compiled, nil)
    else {
      pcre2_code_free_8(compiled)
      throw PatternError("there is no memory for it", at: 0)
    }
    pcre2_set_match_limit_8(context, Pattern.matchLimit)
    code = compiled
    self.context = context
    self.matches = matches
    numbers = Pattern.groups(of: compiled)
    names = Set(numbers.map(\.name)).sorted()
  }

  deinit {
    pcre2_match_data_free_8(matches)
    pcre2_match_context_free_8(context)
    pcre2_code_free_8(code)
  }

  /// Gives the texts of the groups where the text first fits; nil when it does not.
  package func match(_ text: ArraySlice<UInt8>) -> [String: String]? {
    let text = Array(text)
    let count = text.withUnsafeBufferPointer {
      pcre2_match_8(code, $0.baseAddress, $0.count, 0, 0, matches, context)
    }
    guard count > 0, let places = pcre2_get_ovector_pointer_8(matches) else { return nil }
    var groups: [String: String] = [:]
    for (name, number) in numbers {
      let (start, end) = (places[2 * number], places[2 * number + 1])
      // A group that took no part has no place.
      guard start >= 0, start <= end, end <= text.count else { continue }
      groups[name] = String(decoding: text[start..<end], as: UTF8.self)
    }
    return groups
  }

  /// The table of names: each two bytes of a number, and a text that ends with a zero.
  private static func groups(of code: OpaquePointer) -> [(name: String, number: Int)] {
    var count: UInt32 = 0
    var size: UInt32 = 0
    var table: UnsafePointer<UInt8>?
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    guard let table else { return [] }
    return (0..<Int(count)).map { index in
      let entry = table + index * Int(size)
      return (String(cString: entry + 2), Int(entry[0]) << 8 | Int(entry[1]))
    }
  }

  private static func message(_ error: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = pcre2_get_error_message_8(error, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
  }
}

/// The reason for which a text is no regular expression.
package struct PatternError: Error, Hashable, Sendable {
  /// PCRE2's own words, in English.
  package let message: String
  /// The byte at which it was noticed, from 0.
  package let offset: Int

  init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }
}
