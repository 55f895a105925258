import Documents

/// Named tensors of floats in one file, in the safetensors layout that Python's libraries read.
///
/// Eight bytes say how long the header is (little-endian), the header is JSON, then come the
/// tensors' numbers as little-endian floats, one tensor after the other:
///
///     {"__metadata__":{"format":"sweep network","version":"1"},
///      "0.kernel":{"dtype":"F32","shape":[784,64],"data_offsets":[0,200704]}, ...}
struct Safetensors: Hashable {
  var metadata: [String: String]
  var tensors: [Tensor]

  struct Tensor: Hashable {
    var name: String
    var shape: [Int]
    var numbers: [Float]
  }

  init(metadata: [String: String] = [:], tensors: [Tensor]) {
    (self.metadata, self.tensors) = (metadata, tensors)
  }

  /// The file's bytes; the same for the same tensors and metadata.
  var bytes: [UInt8] {
    var entries: [JSON.Member] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .text($0.value)) }
      entries.append(.init("__metadata__", .object(texts)))
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.numbers.count * 4
      let place: JSON = .object([
        "dtype": .text("F32"), "shape": .list(tensor.shape.map(JSON.integer)),
        "data_offsets": .list([.integer(offset), .integer(end)]),
      ])
      entries.append(.init(tensor.name, place))
      offset = end
    }
    var header = Array(JSON.object(entries).line.utf8)
    // Numbers begin at a multiple of eight, so that the file can be mapped.
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes += $0 }
    bytes += header
    for tensor in tensors {
      for number in tensor.numbers {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
      }
    }
    return bytes
  }

  /// Reads a file; tensors come in the order of their numbers.
  ///
  /// - Throws: `WeightsError` for bytes that are no such file, or tensors of other numbers.
  init(_ bytes: [UInt8]) throws(WeightsError) {
    guard bytes.count >= 8 else { throw WeightsError("is no safetensors file: it is too short") }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(bytes.count - 8) else {
      throw WeightsError("is cut short: its header should have \(length) bytes")
    }
    let start = 8 + Int(length)
    guard let header = Document(json: Array(bytes[8..<start])),
      case .map(let entries) = header.content,
      let texts = (header["__metadata__"] ?? Document(.map([]))).texts
    else {
      throw WeightsError("is no safetensors file: its header is not the JSON it should be")
    }
    metadata = texts
    tensors = []
    let named = entries.filter { $0.key != "__metadata__" }
      .map { (name: $0.key, entry: Entry($0.value)) }
    for (name, entry) in named.sorted(by: { $0.entry.begins < $1.entry.begins }) {
      tensors.append(try entry.tensor(name, in: bytes[start...]))
    }
  }

  /// The entry of the header for a tensor.
  private struct Entry {
    let dtype: String?
    let shape: [Int]?
    let offsets: [Int]?

    init(_ document: Document) {
      dtype = document["dtype"]?.text
      shape = document["shape"]?.integers
      offsets = document["data_offsets"]?.integers
    }

    var begins: Int { offsets?.first ?? 0 }

    func tensor(_ name: String, in data: ArraySlice<UInt8>) throws(WeightsError) -> Tensor {
      guard let shape, let offsets, offsets.count == 2 else {
        throw WeightsError("says nothing of where the tensor \(name) lies")
      }
      guard dtype == "F32" else {
        throw WeightsError("has \(dtype ?? "no type") for the tensor \(name), expected F32")
      }
      var size = 4
      for extent in shape {
        let (product, isTooLarge) = size.multipliedReportingOverflow(by: extent)
        size = isTooLarge || extent < 0 ? -1 : product
        if size < 0 { break }
      }
      let (begin, end) = (offsets[0], offsets[1])
      guard begin >= 0, begin <= end, end <= data.count, end - begin == size else {
        throw WeightsError("has bytes \(begin) to \(end) for the tensor \(name), which do not fit")
      }
      let numbers = Array(data[(data.startIndex + begin)..<(data.startIndex + end)])
        .withUnsafeBytes { raw in
          (0..<size / 4).map { place in
            let pattern = raw.loadUnaligned(fromByteOffset: 4 * place, as: UInt32.self)
            return Float(bitPattern: UInt32(littleEndian: pattern))
          }
        }
      return Tensor(name: name, shape: shape, numbers: numbers)
    }
  }
}

/// A mistake in a file, which keeps a network from taking its weights.
package struct WeightsError: Error, Hashable, CustomStringConvertible {
  /// The problem, to be read after the file's name.
  package let problem: String

  init(_ problem: String) { self.problem = problem }

  /// `the weights file ...`, a sentence without a capital and a stop.
  package var description: String { "the weights file \(problem)" }
}

extension Document {
  fileprivate var text: String? {
    guard case .text(let text) = content else { return nil }
    return text
  }

  /// The whole numbers of a list; nil when it is none.
  fileprivate var integers: [Int]? {
    guard case .list(let elements) = content else { return nil }
    var integers: [Int] = []
    for element in elements {
      guard case .integer(let integer) = element.content else { return nil }
      integers.append(Int(integer))
    }
    return integers
  }

  /// The texts of a map by their keys; nil when it is none, or has something else in it.
  fileprivate var texts: [String: String]? {
    guard case .map(let entries) = content else { return nil }
    var texts: [String: String] = [:]
    for entry in entries {
      guard let text = entry.value.text else { return nil }
      texts[entry.key] = text
    }
    return texts
  }
}
