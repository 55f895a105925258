import FoundationEssentials

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
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
      let texts = pairs.map { "\(quoted($0.key)):\(quoted($0.value))" }
      entries.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let end = offset + tensor.numbers.count * 4
      entries.append(
        "\(quoted(tensor.name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
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
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(bytes.count - 8) else {
      throw WeightsError("is cut short: its header should have \(length) bytes")
    }
    let start = 8 + Int(length)
    let entries: [String: Entry]
    do {
      entries = try JSONDecoder().decode([String: Entry].self, from: Data(bytes[8..<start]))
    } catch {
      throw WeightsError("is no safetensors file: its header is not the JSON it should be")
    }
    metadata = entries["__metadata__"]?.texts ?? [:]
    tensors = []
    let named = entries.filter { $0.key != "__metadata__" }
    for (name, entry) in named.sorted(by: { $0.value.begins < $1.value.begins }) {
      tensors.append(try entry.tensor(name, in: bytes[start...]))
    }
  }

  /// What the header says of a tensor, or the texts of the metadata.
  private struct Entry: Decodable {
    var dtype: String?
    var shape: [Int]?
    var offsets: [Int]?
    var texts: [String: String]?

    private enum CodingKeys: String, CodingKey {
      case dtype
      case shape
      case offsets = "data_offsets"
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      shape = try? fields.decode([Int].self, forKey: .shape)
      offsets = try? fields.decode([Int].self, forKey: .offsets)
      dtype = try? fields.decode(String.self, forKey: .dtype)
      if shape == nil { texts = try [String: String](from: decoder) }
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

/// Why a file does not give a network its weights.
package struct WeightsError: Error, Hashable, CustomStringConvertible {
  /// What is wrong, to be read after the file's name.
  package let problem: String

  init(_ problem: String) { self.problem = problem }

  package var description: String { "the weights file \(problem)" }
}

/// A JSON string.
private func quoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\u{0}"..<" ":
      let code = String(scalar.value, radix: 16)
      quoted += "\\u" + String(repeating: "0", count: 4 - code.count) + code
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}
