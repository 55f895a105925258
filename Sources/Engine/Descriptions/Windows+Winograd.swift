import Kernels

extension Windows {
  /// The tiles of Winograd's algorithm, which is made for some kernels at strides of 1; nil for others.
  func winogradTiles(filters: Int) -> WinogradTiles? {
    guard size.height == size.width, let kernel = WinogradTiles.Kernel(rawValue: size.height),
      strides == .init(1, 1)
    else { return nil }
    return WinogradTiles(
      kernel, height: height, width: width, channels: channels, filters: filters)
  }

  /// Whether a step of training takes less time by Winograd's algorithm: it has fewer products, and transforms
  /// besides.
  ///
  /// One estimate for all processors, as a trial must not depend on where it is computed. Of 23 layers in batches of
  /// 1 to 128, those that gain by it took less time with AVX-512, with AVX2 and without either.
  func gainsFromWinograd(filters: Int, batch: Int) -> Bool {
    guard channels >= 8, filters >= 8, let tiles = winogradTiles(filters: filters) else {
      return false
    }
    // Forward, and for the gradients of the input and of the weights.
    let products = Double(3 * channels * filters)
    let direct = Double(batch * taps) * products
    // The input is transformed twice and its deltas once, the output and its deltas once.
    func filled(_ numbers: Int) -> Int { (numbers + 15) / 16 * 16 }
    let transforms = Double(3 * filled(channels) + 2 * filled(filters))
    // A number's transform takes as long as 12 products. A batch transforms the kernel, turned or not, and its
    // gradient, which takes longer, as these are not in the cache.
    let winograd =
      Double(WinogradPlanes.count)
      * (Double(batch * tiles.count) * (products + 12 * transforms) + 48 * products)
    return winograd < direct
  }

  /// How many pixels all windows see, each as often as it is seen; zeros around the image are not multiplied.
  private var taps: Int {
    func taps(_ windows: Int, _ size: Int, before: Int, _ extent: Int) -> Int {
      (-before..<windows - before).reduce(0) { $0 + min($1 + size, extent) - max($1, 0) }
    }
    return taps(height, size.height, before: top, image.extents[0])
      * taps(width, size.width, before: left, image.extents[1])
  }
}
