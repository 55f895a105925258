import CZlib

/// How much may come out of a packed file: a few megabytes can stand for gigabytes of zeros, which no data are.
struct UnpackedLimit {
  let bytes: Int

  /// - Parameter packed: bytes of the file.
  init(packed: Int) {
    bytes = max(256 << 20, min(packed, .max / 200) * 200)
  }

  /// The complaint about a file that goes on, after its path.
  var sentence: String {
    "unpacks to more than \(bytes >> 20) MiB, over 200 times its size, which no data do: unpack it by hand"
      + " where they are right"
  }
}

/// Gives the content of a zlib stream in memory; nil for one that is cut short or damaged, or unpacks to more
/// than data do.
///
/// - Parameter isRaw: there is no head and no check, as within a ZIP archive.
func inflated(_ bytes: ArraySlice<UInt8>, isRaw: Bool = false) -> [UInt8]? {
  let limit = UnpackedLimit(packed: bytes.count).bytes
  return bytes.withUnsafeBytes { source in
    var stream = z_stream()
    guard
      inflateInit2_(
        &stream, isRaw ? -MAX_WBITS : MAX_WBITS, zlibVersion(),
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { inflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(
      mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(source.count)

    var result: [UInt8] = []
    while true {
      var code = Z_OK
      let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, filled in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        code = inflate(&stream, Z_NO_FLUSH)
        filled = buffer.count - Int(stream.avail_out)
      }
      guard result.count + chunk.count <= limit else { return nil }
      result += chunk
      if code == Z_STREAM_END { return result }
      guard code == Z_OK else { return nil }
    }
  }
}
