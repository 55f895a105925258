import CBOR
import Hashing
import Processes
import Training
import Trials

/// The checkpoint of a program's trial that has ended at a rung, for the one that goes on from there: the
/// files of its checkpoint folder, and what was measured so far.
///
/// Only a program that looks at SWEEP_UNTIL and ends by itself leaves one. Where one is ended, nobody knows
/// whether its files tell of the last epoch that it measured.
struct ProgramCheckpoint {
  let trial: TrialID
  let measurements: [Measurement]
  /// The logs whose epochs, or steps, count from 0.
  let fromZero: Set<Arbiter.Origin>
  /// The files by their paths below the folder.
  let files: [(path: String, content: [UInt8])]

  /// Larger ones are not handed on, and neither is what is no plain file.
  static let most = 256 << 20

  private static let name = "sweep program checkpoint"
  private static let version: UInt8 = 1
  private static let numberings: [Curve.Numbering] = [.epochs, .steps, .order]
}

extension ProgramCheckpoint {
  var bytes: [UInt8] {
    let ordered = fromZero.sorted { $0.kind < $1.kind }
    let origins = ordered.map { origin in
      Item.array([
        .integer(Int64(origin.kind.rawValue)),
        .integer(Int64(Self.numberings.firstIndex(of: origin.numbering) ?? 0)),
      ])
    }
    let content = Item.array([
      .bytes(trial.digest.bytes), .array(measurements.map(\.item)), .array(origins),
      .array(files.map { .array([.text($0.path), .bytes($0.content)]) }),
    ])
    return SealedBytes.seal(content.encoded(), as: Self.name, version: Self.version)
  }

  /// Reads what a trial left; nil for bytes that are nothing of the kind, or of another trial.
  init?(_ bytes: [UInt8], of trial: TrialID) {
    guard let content = SealedBytes.open(bytes, as: Self.name, version: Self.version),
      case .array(let fields)? = try? Item(decoding: content, maximumDepth: 5), fields.count == 4,
      fields[0] == .bytes(trial.digest.bytes), case .array(let told) = fields[1],
      case .array(let origins) = fields[2], case .array(let items) = fields[3]
    else { return nil }
    let measurements = told.compactMap(Measurement.init)
    let fromZero = Set(origins.compactMap(Arbiter.Origin.init))
    let files = items.compactMap { item -> (path: String, content: [UInt8])? in
      guard case .array(let pair) = item, pair.count == 2, case .text(let path) = pair[0],
        case .bytes(let content) = pair[1], Self.isBelow(path)
      else { return nil }
      return (path, content)
    }
    guard measurements.count == told.count, fromZero.count == origins.count,
      files.count == items.count
    else { return nil }
    self.init(trial: trial, measurements: measurements, fromZero: fromZero, files: files)
  }

  /// Whether a path stays below the folder that it is meant for.
  private static func isBelow(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return !path.utf8.contains(0) && parts.allSatisfy { !["", ".", ".."].contains($0) }
  }
}

extension ProgramCheckpoint {
  /// The checkpoint with its measurements alone, without any file.
  var withoutFiles: ProgramCheckpoint {
    ProgramCheckpoint(trial: trial, measurements: measurements, fromZero: fromZero, files: [])
  }

  /// Reads the checkpoint from a folder.
  ///
  /// - Throws: a sentence, where it is too large or has something else in it than files and folders.
  init(
    of trial: TrialID, _ folder: Folder, measurements: [Measurement],
    fromZero: Set<Arbiter.Origin>
  ) throws(Left) {
    var files: [(path: String, content: [UInt8])] = []
    var room = Self.most
    try Self.gather(folder.path, below: "", &files, &room)
    self.init(trial: trial, measurements: measurements, fromZero: fromZero, files: files)
  }

  /// The reason why a checkpoint is not handed on.
  struct Left: Error {
    let reason: String
  }

  private static func gather(
    _ folder: String, below path: String, _ files: inout [(path: String, content: [UInt8])],
    _ room: inout Int
  ) throws(Left) {
    let names = try orLeft { () throws(SystemError) in try Folder.names(in: folder).sorted() }
    for name in names {
      let (place, path) = ("\(folder)/\(name)", path.isEmpty ? name : "\(path)/\(name)")
      switch Folder.isLink(at: place) ? .other : Folder.kind(of: place) {
      case .folder?: try gather(place, below: path, &files, &room)
      case .file?:
        room -= try orLeft { () throws(SystemError) in try Folder.size(of: place) }
        guard room >= 0 else { throw Left(reason: "has more than \(most >> 20) MiB") }
        let content = try orLeft { () throws(SystemError) in try WholeFile.bytes(at: place) }
        files.append((path, content))
      case .other?: throw Left(reason: "has '\(path)' in it, which is no plain file")
      case nil: break
      }
    }
  }

  private static func orLeft<Value>(
    _ read: () throws(SystemError) -> Value
  ) throws(Left) -> Value {
    do throws(SystemError) {
      return try read()
    } catch {
      throw Left(reason: "cannot be read (\(error.message))")
    }
  }

  /// Puts the files into a folder.
  func unpack(into folder: Folder) throws(SystemError) {
    for (path, content) in files {
      let parts = path.split(separator: "/")
      var place = folder.path
      for part in parts.dropLast() {
        place += "/\(part)"
        _ = try Folder(place)
      }
      try WholeFile.write(content, to: "\(folder.path)/\(path)", survives: .crash)
    }
  }
}

extension Arbiter.Origin {
  fileprivate init?(_ item: Item) {
    let numberings: [Curve.Numbering] = [.epochs, .steps, .order]
    guard case .array(let pair) = item, pair.count == 2,
      let kind = pair[0].count.flatMap(Source.Kind.init), let place = pair[1].count,
      numberings.indices.contains(place)
    else { return nil }
    self.init(kind: kind, numbering: numberings[place])
  }
}
