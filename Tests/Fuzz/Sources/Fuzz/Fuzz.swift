import CBOR
import Cluster

/// The function that libFuzzer calls with every input.
///
/// The first byte chooses the reader. A good checksum is put on an envelope, as no fuzzer guesses
/// one: the content behind it is to be tried.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let reader = bytes.first else { return 0 }
  let input = Array(bytes.dropFirst())
  switch reader % 4 {
  case 0: readItem(input)
  case 1: readMessage(input)
  case 2: readFrame(input)
  default: readStream(input)
  }
  return 0
}

/// One value has one encoding: what was read is written as it was.
private func readItem(_ bytes: [UInt8]) {
  guard let item = try? Item(decoding: bytes) else { return }
  precondition(item.encoded() == bytes, "\(item) has two encodings")
}

/// A body under a header that fits it.
private func readMessage(_ bytes: [UInt8]) {
  guard let type = bytes.first else { return }
  let body = Array(bytes.dropFirst())
  var header = Array("SWEP".utf8) + [2, type] + [UInt8](repeating: 0, count: 26)
  header += bigEndian(UInt32(body.count))
  header += bigEndian(crc32c(header + body))
  guard let envelope = try? Envelope(bytes: header + body) else { return }
  precondition(envelope.bytes == header + body, "\(envelope) is written in two ways")
}

private func bigEndian(_ word: UInt32) -> [UInt8] {
  stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
}

/// CRC-32C, bit by bit: another way to it than the one that is fuzzed.
private func crc32c(_ bytes: [UInt8]) -> UInt32 {
  var remainder = UInt32.max
  for byte in bytes {
    remainder ^= UInt32(byte)
    for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0x82f6_3b78 : 0) }
  }
  return ~remainder
}

/// A frame as the network brings it, with the envelopes that follow each other in it.
private func readFrame(_ bytes: [UInt8]) {
  for speaker in [Speaker.worker, .reader, .operator, .coordinator] {
    guard let envelopes = try? Envelope.all(in: bytes, from: speaker) else { continue }
    precondition(envelopes.flatMap(\.bytes) == bytes, "\(envelopes) are written in two ways")
  }
}

/// Reads the bytes that a runner sends through its pipe, cut anywhere.
private func readStream(_ bytes: [UInt8]) {
  var stream = EnvelopeStream()
  for start in stride(from: 0, to: bytes.count, by: 7) {
    stream.append(Array(bytes[start..<min(start + 7, bytes.count)]))
    while true {
      guard let next = try? stream.next() else { break }
      _ = next.message
    }
  }
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@main enum Main {
  static func main() {
    // libFuzzer takes its corpus last.
    if let corpus = CommandLine.arguments.last { Seeds.write(to: corpus) }
    var count = CommandLine.argc
    var words = CommandLine.unsafeArgv
    _ = runDriver(&count, &words) { fuzz($0, $1) }
  }
}
