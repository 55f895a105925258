import Hashing

/// Reads TensorBoard's event files: TensorFlow's `Event` messages in the frames of a TFRecord.
///
/// Numbers stand in them as `simple_value`, as `torch.utils.tensorboard` writes them, or as a tensor
/// of one element, as TensorFlow 2 and Keras do. Keras's callback writes a folder `train` and a folder
/// `validation` with the same tags: `epoch_loss` in the latter is `val_loss`, as everywhere in Keras.
/// The program's clock (field 1) tells files apart that were written at once; a start of a session
/// (field 7) at a step takes back what was written from there on, which is `purge_step`.
struct EventFileReader: LogReader {
  private var rest: [UInt8] = []
  /// A frame was not what it must be; where the next one begins, nobody knows.
  private var isBroken = false
  private let folder: String

  /// - Parameter folder: the name of the folder that the file lies in.
  init(folder: String) { self.folder = folder }

  /// Gives the findings in the bytes that have come; a frame that is not whole yet waits for its end.
  mutating func read(_ bytes: [UInt8]) -> [Finding] {
    guard !isBroken else { return [] }
    rest += bytes
    var found: [Finding] = []
    var start = 0
    while rest.count - start >= 12 {
      let lead = Array(rest[start..<start + 8])
      let length = littleEndian(lead)
      guard length < 1 << 30,
        littleEndian(rest[start + 8..<start + 12]) == UInt64(maskedCRC32C(lead))
      else {
        isBroken = true
        break
      }
      let end = start + 12 + Int(length) + 4
      guard rest.count >= end else { break }
      found += event(rest[start + 12..<end - 4])
      start = end
    }
    rest.removeFirst(start)
    return found
  }

  var complaint: String? {
    if isBroken { return "it is damaged, and what follows is not read" }
    return rest.isEmpty ? nil : "its last record is not whole"
  }

  private func event(_ bytes: ArraySlice<UInt8>) -> [Finding] {
    var reader = ProtobufReader(bytes)
    var step = 0
    var time: Double?
    var metrics: [String: Double] = [:]
    var found: [Finding] = []
    var isStart = false
    while let (field, value) = reader.next() {
      switch (field, value) {
      case (1, .fixed64(let bits)): time = Double(bitPattern: bits)
      case (2, .varint(let number)): step = Int(truncatingIfNeeded: number)
      case (5, .bytes(let summary)):
        var values = ProtobufReader(summary)
        while let (field, value) = values.next() {
          guard field == 1, case .bytes(let bytes) = value, let (tag, number) = scalar(bytes) else {
            continue
          }
          if let number {
            metrics[name(of: tag)] = number
          } else if tag == "_hparams_/session_start_info" {
            found.append(.hyperparameters)
          }
        }
      case (7, .bytes(let session)):
        var fields = ProtobufReader(session)
        while let (field, value) = fields.next() {
          if field == 1, case .varint(1) = value { isStart = true }
        }
      default: break
      }
    }
    if isStart { found.append(.purge(step)) }
    var row = MetricRow(fields: metrics)
    row.step = step
    row.time = time
    return row.isEmpty ? found : found + [.row(row)]
  }

  private func scalar(_ bytes: ArraySlice<UInt8>) -> (tag: String, value: Double?)? {
    var reader = ProtobufReader(bytes)
    var tag: String?
    var number: Double?
    while let (field, value) = reader.next() {
      switch (field, value) {
      case (1, .bytes(let text)): tag = String(decoding: text, as: UTF8.self)
      case (2, .fixed32(let bits)): number = Double(Float(bitPattern: bits))
      case (8, .bytes(let tensor)): number = element(of: tensor)
      default: break
      }
    }
    guard let tag, tag.utf8.count <= 200 else { return nil }
    return (tag, number)
  }

  /// The only number of a `TensorProto` of floats (type 1) or doubles (type 2).
  private func element(of tensor: ArraySlice<UInt8>) -> Double? {
    var reader = ProtobufReader(tensor)
    var isDouble = false
    var numbers: [Double] = []
    while let (field, value) = reader.next() {
      switch (field, value) {
      case (1, .varint(let type)):
        guard type == 1 || type == 2 else { return nil }
        isDouble = type == 2
      case (4, .bytes(let content)) where content.count == (isDouble ? 8 : 4),
        (5, .bytes(let content)) where content.count == 4,
        (6, .bytes(let content)) where content.count == 8:
        let bits = littleEndian(content)
        numbers.append(
          content.count == 8
            ? Double(bitPattern: bits) : Double(Float(bitPattern: UInt32(bits))))
      case (5, .fixed32(let bits)): numbers.append(Double(Float(bitPattern: bits)))
      case (6, .fixed64(let bits)): numbers.append(Double(bitPattern: bits))
      default: break
      }
    }
    return numbers.count == 1 ? numbers[0] : nil
  }

  private func name(of tag: String) -> String {
    guard tag.hasPrefix("epoch_") else { return tag }
    switch folder {
    case "train": return String(tag.dropFirst(6))
    case "validation": return "val_" + tag.dropFirst(6)
    default: return tag
    }
  }
}
