import Glibc
import Hashing

/// A file of decoded arrays: written once, then mapped by every process that trains.
///
///     0     header: magic, version, length of the form, bytes of examples, source, content, check
///     4096  examples, at the start of a page
///           targets, 4 bytes a row: Int32 class indices or Float numbers
///           form
///
/// Integers are little-endian. `source` stands for the files that were decoded, so that a changed
/// one is noticed; `content` is the data set's hash. `check` is the hash of all that comes before it
/// and of targets and form: a file that was cut or damaged there is no file at all. Examples are
/// not hashed again, as that would cost more than everything else at every start.
enum ArrayFile {
  private static let magic = Array("sweepset".utf8)
  /// To be raised when a decoder or this layout changes, so that no file of older days is taken.
  private static let version: UInt32 = 3
  private static let examplesStart = 4096
  private static let headerCount = 8 + 4 + 4 + 8 + 32 + 32

  /// Decodes a set into an empty file; the path is for errors.
  static func write(
    _ decode: Decoder, source: Digest, to file: File, path: String
  ) throws(DatasetError) {
    var writer = ArrayWriter(file, path: path, start: examplesStart)
    let form = try decode(&writer)
    let encodedForm = form.encoded
    let targets =
      switch form.target {
      case .classes: writer.labels.withUnsafeBytes { Array($0) }
      case .number: writer.numbers.withUnsafeBytes { Array($0) }
      }
    let end = writer.end
    let exampleBytes = end - examplesStart
    precondition(exampleBytes == form.rows * form.shape.count * form.element.size)
    precondition(targets.count == form.rows * 4)

    let hash = contentHash(form: encodedForm, examples: writer.finish(), targets: targets)
    var header = magic
    header.append(littleEndian: version)
    header.append(littleEndian: UInt32(encodedForm.count))
    header.append(littleEndian: UInt64(exampleBytes))
    header += source.bytes + hash.bytes
    let tail = targets + encodedForm
    header += Digest(of: header + tail).bytes

    guard tail.withUnsafeBytes({ file.write($0, at: end) }),
      header.withUnsafeBytes({ file.write($0, at: 0) })
    else { throw .unstorable(path: path, reason: .ofSystem) }
  }

  /// The set in a file; nil unless the file is whole and was decoded from that source.
  static func map(_ file: File, source: Digest, name: String) -> Dataset? {
    guard let size = file.size, let header = file.read(0..<headerCount + 32) else { return nil }
    var reader = ByteReader(header)
    guard reader.bytes(magic.count).map(Array.init) == magic,
      reader.integer(UInt32.self) == version,
      let formCount = reader.integer(UInt32.self).map(Int.init),
      let exampleBytes = reader.integer(UInt64.self).flatMap(Int.init(exactly:)),
      reader.bytes(32).map(Array.init) == source.bytes,
      let hash = reader.bytes(32).flatMap({ Digest(bytes: Array($0)) }),
      let check = reader.bytes(32).flatMap({ Digest(bytes: Array($0)) }),
      exampleBytes > 0, exampleBytes <= size
    else { return nil }

    let targetsStart = examplesStart + exampleBytes
    guard targetsStart + formCount <= size, let tail = file.read(targetsStart..<size),
      check == Digest(of: header.dropLast(32) + tail),
      let form = Dataset.Form(encoded: Array(tail.suffix(formCount))),
      let examples = SharedBytes(file, range: examplesStart..<targetsStart)
    else { return nil }
    return Dataset(
      name: name, form: form, targets: .init(form.target, bytes: tail.dropLast(formCount)),
      hash: hash, examples: examples)
  }

  /// The hash of form and arrays, the same whichever files they came from.
  static func contentHash(form: [UInt8], examples: Digest, targets: [UInt8]) -> Digest {
    Digest(of: form + examples.bytes + Digest(of: targets).bytes)
  }
}

extension Dataset.Targets {
  /// Targets as they are stored, 4 bytes a row.
  fileprivate init(_ target: Dataset.Target, bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    self =
      switch target {
      case .classes:
        .labels(bytes.withUnsafeBytes { $0.bindMemory(to: Int32.self).map(Int.init) })
      case .number: .numbers(bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) })
      }
  }
}
