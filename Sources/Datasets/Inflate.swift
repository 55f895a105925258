import CZlib

/// Gives the content of a zlib stream in memory; nil for one that is cut short or damaged.
///
/// - Parameter isRaw: there is no head and no check, as within a ZIP archive.
func inflated(_ bytes: ArraySlice<UInt8>, isRaw: Bool = false) -> [UInt8]? {
  bytes.withUnsafeBytes { source in
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
      result += chunk
      if code == Z_STREAM_END { return result }
      guard code == Z_OK else { return nil }
    }
  }
}
