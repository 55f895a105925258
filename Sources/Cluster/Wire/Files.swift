import CBOR
package import Hashing
import Sweeps
package import Trials

/// A file that is to be had from a coordinator, in pieces.
package struct OfferedFile: Hashable, Sendable {
  /// Where it belongs, as a path below a folder of the client that gets it.
  package let place: String
  /// Bytes.
  package let size: Int
  /// The digest of the whole file, by which its pieces are asked for.
  package let digest: Digest

  /// - Parameters:
  ///   - place: a path below a folder of the client.
  ///   - size: bytes.
  ///   - digest: of the whole file.
  package init(place: String, size: Int, digest: Digest) {
    self.place = place
    self.size = size
    self.digest = digest
  }
}

/// A question of a client that wants files. Needs no hello, and changes nothing.
package enum FileQuestion: Hashable, Sendable {
  /// The question for the files that trainings read.
  case data
  /// The question for the results, as they are now.
  case results
  /// The question for the bytes of an offered file from there on.
  case piece(Digest, offset: Int)
  /// The question for the checkpoint that a trial left.
  case checkpoint(TrialID)
}

/// The coordinator's answer to a question about files.
package enum FileAnswer: Hashable, Sendable {
  case offer([OfferedFile])
  /// They are being put together; ask again.
  case soon
  /// The reason why there are none, in a sentence.
  case refusal(String)
  /// At most `WireLimit.piece` bytes; none where there is no such file any more.
  case piece(Digest, offset: Int, [UInt8])
}

extension FileQuestion {
  var item: Item {
    switch self {
    case .data: .array([.integer(1)])
    case .results: .array([.integer(2)])
    case .piece(let digest, let offset):
      .array([.integer(3), .bytes(digest.bytes), .integer(Int64(offset))])
    case .checkpoint(let trial): .array([.integer(4), .bytes(trial.digest.bytes)])
    }
  }

  init?(_ fields: [Item]) {
    switch (fields.first?.count, fields.count) {
    case (1, 1): self = .data
    case (2, 1): self = .results
    case (3, 3):
      guard case .bytes(let bytes) = fields[1], let digest = Digest(bytes: bytes),
        let offset = fields[2].count
      else { return nil }
      self = .piece(digest, offset: offset)
    case (4, 2):
      guard let digest = Digest(fields[1]) else { return nil }
      self = .checkpoint(TrialID(digest: digest))
    default: return nil
    }
  }
}

extension FileAnswer {
  var item: Item {
    switch self {
    case .offer(let files): .array([.integer(1), .array(files.map(\.item))])
    case .soon: .array([.integer(2)])
    case .refusal(let sentence): .array([.integer(3), .text(sentence)])
    case .piece(let digest, let offset, let bytes):
      .array([.integer(4), .bytes(digest.bytes), .integer(Int64(offset)), .bytes(bytes)])
    }
  }

  init?(_ fields: [Item]) {
    switch (fields.first?.count, fields.count) {
    case (1, 2):
      guard case .array(let items) = fields[1] else { return nil }
      let files = items.compactMap(OfferedFile.init)
      guard files.count == items.count else { return nil }
      self = .offer(files)
    case (2, 1): self = .soon
    case (3, 2):
      guard case .text(let sentence) = fields[1] else { return nil }
      self = .refusal(sentence)
    case (4, 4):
      guard case .bytes(let digest) = fields[1], let digest = Digest(bytes: digest),
        let offset = fields[2].count, case .bytes(let bytes) = fields[3]
      else { return nil }
      self = .piece(digest, offset: offset, bytes)
    default: return nil
    }
  }
}

extension OfferedFile {
  fileprivate var item: Item {
    .array([.text(place), .integer(Int64(size)), .bytes(digest.bytes)])
  }

  fileprivate init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 3, case .text(let place) = fields[0],
      let size = fields[1].count, case .bytes(let bytes) = fields[2],
      let digest = Digest(bytes: bytes)
    else { return nil }
    self.init(place: place, size: size, digest: digest)
  }
}
