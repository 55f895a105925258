import Hashing

/// Events as TensorBoard reads them: TensorFlow's `Event` messages in the frames of a TFRecord.
///
/// A frame is the length in 8 bytes, its checksum, the message, and the message's checksum, all of
/// it little-endian (tensorflow.org, "TFRecord and tf.train.Example").
struct EventFile: Hashable, Sendable {
  private(set) var bytes: [UInt8] = []

  /// A file that begins at a time, in seconds since 1970.
  init(began time: Double) {
    var event = Protobuf()
    event.add(1, time)
    event.add(3, "brain.Event:2")
    append(event)
  }

  /// A number in a series. TensorBoard keeps 32 bits of it.
  mutating func add(_ value: Double, of tag: String, step: Int, at time: Double) {
    addSummary(at: time, step: step) {
      $0.add(1, tag)
      $0.add(2, Float(value))
    }
  }

  /// Adds a message for the hparams plugin, in an otherwise empty summary.
  mutating func addParameters(_ tag: String, at time: Double, _ fill: (inout Protobuf) -> Void) {
    addSummary(at: time, step: 0) {
      $0.add(1, "_hparams_/\(tag)")
      $0.add(9) { metadata in
        metadata.add(1) { plugin in
          plugin.add(1, "hparams")
          plugin.add(2, fill)
        }
      }
    }
  }

  private mutating func addSummary(
    at time: Double, step: Int, _ fill: (inout Protobuf) -> Void
  ) {
    var event = Protobuf()
    event.add(1, time)
    if step != 0 { event.add(2, step) }
    event.add(5) { summary in summary.add(1, fill) }
    append(event)
  }

  private mutating func append(_ event: Protobuf) {
    let length = littleEndian(UInt64(event.bytes.count))
    bytes += length + littleEndian(maskedCRC32C(length))
    bytes += event.bytes + littleEndian(maskedCRC32C(event.bytes))
  }

  private func littleEndian(_ integer: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: integer.littleEndian) { Array($0) }
  }
}
