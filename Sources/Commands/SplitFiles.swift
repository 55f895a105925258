import Hashing
import Processes
import Sweeps

/// The rows of a split in files, which programs in any language can read: row numbers from 0, one a
/// line in `train.txt`, and as an array of NumPy in `train.npy` beside it.
///
/// Trials of the same split share the files.
struct SplitFiles {
  /// The environment's variables and the paths that they are.
  private(set) var variables: [String: String] = [:]

  /// - Parameter folder: where the files are kept.
  init(
    _ split: Split, digest: Digest, scheme: Evaluation.Scheme, in folder: String
  ) throws(SystemError) {
    var parts = [("train", "TRAIN", split.training), ("valid", "VALID", split.validation)]
    if scheme == .test { parts.append(("test", "TEST", split.validation)) }
    let place = "\(folder)/splits/\(digest.description.prefix(16))"
    // Made elsewhere and moved, so that nobody ever finds half of them.
    if !Folder.exists(at: place) {
      let draft = try Folder("\(place).\(CurrentProcess.id)")
      for (name, _, rows) in parts {
        try draft.put(Array(rows.map { "\($0)\n" }.joined().utf8), to: "\(name).txt")
        try draft.put(SplitFiles.array(rows), to: "\(name).npy")
      }
      // Another process may have been faster; its files are the same.
      if !Folder.rename(draft.path, to: place) { draft.removeAll() }
    }
    for (name, word, _) in parts { variables["SWEEP_\(word)_INDEX"] = "\(place)/\(name).txt" }
  }

  /// Whole numbers of 64 bits in NumPy's format 1.0 (numpy.org, "numpy.lib.format").
  static func array(_ rows: [Int]) -> [UInt8] {
    var header = "{'descr': '<i8', 'fortran_order': False, 'shape': (\(rows.count),), }"
    // The bytes before the numbers are a multiple of 64 and end a line.
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes += [UInt8(header.utf8.count & 0xff), UInt8(header.utf8.count >> 8)]
    bytes += header.utf8
    for row in rows { withUnsafeBytes(of: Int64(row).littleEndian) { bytes += $0 } }
    return bytes
  }
}
