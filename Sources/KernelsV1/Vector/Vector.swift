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
  #if LEVEL_V4 || LEVEL_V3
    sum.addingProduct(a, b)
  #else
    sum + a * b
  #endif
}

@inline(__always)
func multiplyAdd(_ a: Vector, _ b: Vector, _ sum: Float) -> Vector {
  multiplyAdd(a, b, Vector(repeating: sum))
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
  if count >= Vector.scalarCount {
    store(value, target)
  } else {
    for lane in 0..<count { target[lane] = value[lane] }
  }
}

/// The first `count` numbers, and another number in the lanes beyond.
@inline(__always)
func load(_ source: UnsafePointer<Float>, first count: Int, else other: Float) -> Vector {
  var value = load(source)
  if count < Vector.scalarCount {
    for lane in max(count, 0)..<Vector.scalarCount { value[lane] = other }
  }
  return value
}

@inline(__always)
func maximum(_ a: Vector, _ b: Vector) -> Vector { a.replacing(with: b, where: a .< b) }

@inline(__always)
func minimum(_ a: Vector, _ b: Vector) -> Vector { a.replacing(with: b, where: b .< a) }

@inline(__always)
func bits(_ value: Vector) -> Integers { unsafeBitCast(value, to: Integers.self) }

@inline(__always)
func floats(_ bits: Integers) -> Vector { unsafeBitCast(bits, to: Vector.self) }

/// Calls `body` with the start of every whole or partial vector of `count` numbers.
@inline(__always)
func forEachVector(_ count: Int, _ body: (_ start: Int, _ width: Int) -> Void) {
  var start = 0
  while start < count {
    // The one place of the call: a closure called from two is not inlined.
    body(start, min(Vector.scalarCount, count - start))
    start += Vector.scalarCount
  }
}
