import CVectors

/// As many floats as one register of this level holds, and the helpers that loops are made of.
///
/// Every helper is inlined always: one that is not passes its vectors through memory, and then all
/// accumulators of the calling loop live there.
#if LEVEL_V4
  typealias Vector = SIMD16<Float>
  typealias Integers = SIMD16<Int32>
#elseif LEVEL_V3
  typealias Vector = SIMD8<Float>
  typealias Integers = SIMD8<Int32>
#else
  typealias Vector = SIMD4<Float>
  typealias Integers = SIMD4<Int32>
#endif

/// `sum + a * b`, fused where the processor can; elsewhere fusing would be a call to `fmaf`.
@inline(__always)
func multiplyAdd(_ a: Vector, _ b: Vector, _ sum: Vector) -> Vector {
  #if LEVEL_V1
    sum + a * b
  #else
    sum.addingProduct(a, b)
  #endif
}

@inline(__always)
func multiplyAdd(_ a: Vector, _ b: Vector, _ sum: Float) -> Vector {
  multiplyAdd(a, b, Vector(repeating: sum))
}

/// `sum + a.second * b.second + a.first * b.first` for pairs of bfloat16, added in this order: what
/// AVX512_BF16 does in one instruction, and so the same bits.
///
/// A product of two bfloat16 has no more than 16 bits, so without fused additions it is the same, down
/// to products of 2^-126.
@inline(__always)
func addPairs(_ a: Vector, _ b: Vector, _ sum: Vector) -> Vector {
  #if LEVEL_BF16
    add_pairs_16(a, b, sum)
  #else
    multiplyAdd(firsts(a), firsts(b), multiplyAdd(seconds(a), seconds(b), sum))
  #endif
}

@inline(__always)
private func firsts(_ pairs: Vector) -> Vector { floats(bits(pairs) &<< 16) }

@inline(__always)
private func seconds(_ pairs: Vector) -> Vector {
  floats(bits(pairs) & Integers(repeating: -65_536))
}

@inline(__always)
func load(_ source: UnsafePointer<Float>) -> Vector {
  UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
}

@inline(__always)
func store(_ value: Vector, _ target: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(target).storeBytes(of: value, as: Vector.self)
}

/// Stores the first `count` numbers, all when there are more.
@inline(__always)
func store(_ value: Vector, _ target: UnsafeMutablePointer<Float>, first count: Int) {
  // Lane by lane, the ten outputs of a digits' network would cost as much as a hundred.
  #if LEVEL_V4
    store_first_16(value, target, count)
  #elseif LEVEL_V3
    store_first_8(value, target, count)
  #else
    store_first_4(value, target, count)
  #endif
}

/// Vectors that lie side by side.
@_transparent
func load<let count: Int>(_ source: UnsafePointer<Float>) -> InlineArray<count, Vector> {
  InlineArray { v in load(source + v * Vector.scalarCount) }
}

/// Stores the first `count` numbers, all when there are more or it is nil.
@_transparent
func store<let vectors: Int>(
  _ row: InlineArray<vectors, Vector>, _ target: UnsafeMutablePointer<Float>,
  first count: Int? = nil
) {
  for v in 0..<vectors {
    let place = v * Vector.scalarCount
    if let count {
      store(row[v], target + place, first: count - place)
    } else {
      store(row[v], target + place)
    }
  }
}

/// The first `count` numbers and zeros; nothing beyond is read.
@inline(__always)
func load(_ source: UnsafePointer<Float>, first count: Int) -> Vector {
  if count >= Vector.scalarCount { return load(source) }
  var value = Vector.zero
  for lane in 0..<count { value[lane] = source[lane] }
  return value
}

/// The first `count` numbers, and another number in the lanes beyond.
@inline(__always)
func load(_ source: UnsafePointer<Float>, first count: Int, else other: Float) -> Vector {
  firstLanes(of: load(source), count, else: other)
}

/// The first `count` lanes, and another number in those beyond.
@inline(__always)
func firstLanes(of value: Vector, _ count: Int, else other: Float) -> Vector {
  if count >= Vector.scalarCount { return value }
  let isBeyond = lanes .>= Integers(repeating: Int32(truncatingIfNeeded: min(count, 16)))
  return value.replacing(with: Vector(repeating: other), where: isBeyond)
}

/// The number of each lane.
///
/// Computed: a constant of the module is asked for whether it is there yet, vector by vector.
@inline(__always)
private var lanes: Integers {
  #if LEVEL_V4
    Integers(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  #elseif LEVEL_V3
    Integers(0, 1, 2, 3, 4, 5, 6, 7)
  #else
    Integers(0, 1, 2, 3)
  #endif
}

@inline(__always)
func maximum(_ a: Vector, _ b: Vector) -> Vector { a.replacing(with: b, where: a .< b) }

@inline(__always)
func minimum(_ a: Vector, _ b: Vector) -> Vector { a.replacing(with: b, where: b .< a) }

@inline(__always)
func bits(_ value: Vector) -> Integers { unsafeBitCast(value, to: Integers.self) }

@inline(__always)
func floats(_ bits: Integers) -> Vector { unsafeBitCast(bits, to: Vector.self) }

/// Where each vector of `count` numbers starts; the last may be a part of one.
///
/// For plain loops: a function that takes their body as a closure is not always inlined, and a call
/// with a vector costs three times what a sigmoid does.
@inline(__always)
func vectors(_ count: Int) -> StrideTo<Int> {
  stride(from: 0, to: count, by: Vector.scalarCount)
}
