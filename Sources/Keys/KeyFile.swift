package import ZeroMQ

/// A secret key and whose it is, as one file that is carried to where it is used.
///
/// ```
/// # A key of sweep. Whoever can read this file can do whatever its owner may: keep it to yourself.
/// name ada
/// role worker
/// public 1f0c…
/// secret 77ab…
/// coordinator 9e41…
/// ```
package struct KeyFile: Hashable, Sendable {
  /// The owner's name, under which the coordinator's list has its public key.
  package let name: KeyName
  /// The purpose that the key was made for; the coordinator's list has it, too.
  package let role: KeyRole
  /// Both halves; a file in which they do not belong together is refused.
  package let pair: CurveKeyPair
  /// The public key of the coordinator that it is for; nil in a coordinator's own file.
  package let coordinator: CurveKey?

  /// - Parameter coordinator: the public key of the coordinator; nil for a coordinator's own file.
  package init(name: KeyName, role: KeyRole, pair: CurveKeyPair, coordinator: CurveKey?) {
    self.name = name
    self.role = role
    self.pair = pair
    self.coordinator = coordinator
  }

  /// Reads a file; refused where anybody but its owner can read it too.
  package init(at path: String) throws(KeyError) {
    let text = try PrivateFile.text(at: path)
    do throws(KeyError) {
      try self.init(text)
    } catch {
      throw KeyError("'\(path)' is no key file of sweep: \(error)")
    }
  }

  /// Reads a file's text.
  package init(_ text: String) throws(KeyError) {
    var fields: [Substring: Substring] = [:]
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      let words = line.split(separator: " ")
      guard words.count == 2, fields.updateValue(words[1], forKey: words[0]) == nil else {
        throw KeyError("a line is not one word and its value")
      }
    }
    func field(_ word: Substring) throws(KeyError) -> String {
      guard let value = fields[word] else { throw KeyError("it has no line '\(word)'") }
      return String(value)
    }
    name = try KeyName(try field("name"))
    role = try KeyRole(word: try field("role"))
    guard let secret = CurveKey(hexadecimal: try field("secret")) else {
      throw KeyError("its secret key is not 64 digits of 0-9 and a-f")
    }
    pair = CurveKeyPair(secretKey: secret)
    guard pair.publicKey == (try CurveKey(text: try field("public"))) else {
      throw KeyError("its public and its secret key do not belong together")
    }
    coordinator = fields["coordinator"] == nil ? nil : try CurveKey(text: try field("coordinator"))
  }

  /// The content of the file.
  package var text: String {
    """
    # A key of sweep. Whoever can read this file can do whatever its owner may: keep it to yourself.
    name \(name)
    role \(role.rawValue)
    public \(pair.publicKey.hexadecimal)
    secret \(pair.secretKey.hexadecimal)

    """ + (coordinator.map { "coordinator \($0.hexadecimal)\n" } ?? "")
  }

  /// Writes a file that only this user can read, where there was none.
  package func write(to path: String) throws(KeyError) { try PrivateFile.create(text, at: path) }
}

/// The purpose of a key.
package enum KeyRole: String, Hashable, Sendable, CaseIterable {
  case coordinator
  /// Trains trials and hands in their results.
  case worker
  /// May look on, and no more.
  case reader
  /// May ask the coordinator for what its owner may: to stop, to try again, to extend.
  case `operator`

  /// Reads a role as files and lists have it, such as `worker`.
  ///
  /// - Throws: for any other word, with those that are known.
  package init(word: String) throws(KeyError) {
    guard let role = KeyRole(rawValue: word) else {
      let known = KeyRole.allCases.map(\.rawValue).joined(separator: ", ")
      throw KeyError("there is no role \(word.debugDescription); roles are \(known)")
    }
    self = role
  }
}

/// The name of a key, and of the machine or person that has it.
package struct KeyName: Hashable, Sendable, CustomStringConvertible {
  /// The name itself: 1 to 64 letters, digits, `.`, `-` and `_`, of which `.` and `-` do not begin it.
  package let description: String

  /// - Throws: for all but 1 to 64 letters, digits, dots, hyphens and underscores of ASCII.
  package init(_ text: String) throws(KeyError) {
    let isPlain = text.utf8.allSatisfy { byte in
      let character = Character(Unicode.Scalar(byte))
      return character.isASCII && (character.isLetter || character.isNumber)
        || ".-_".contains(character)
    }
    guard (1...64).contains(text.utf8.count), isPlain, !text.hasPrefix("."), !text.hasPrefix("-")
    else {
      throw KeyError(
        "\(text.debugDescription) is no name for a key; take up to 64 letters, digits, '.', '-'"
          + " and '_', such as 'ada'")
    }
    description = text
  }
}

extension CurveKey {
  /// A key as people are shown it.
  package init(text: String) throws(KeyError) {
    guard let key = CurveKey(hexadecimal: text) else {
      throw KeyError(
        "\(text.debugDescription) is no key: a key is 64 digits of 0-9 and a-f, as"
          + " 'sweep keys list' shows them")
    }
    self = key
  }
}
