/// Where the windows of a convolution or a pool lie on an image.
struct Windows {
  var image: Shape
  let size: LayerDescription.Pair
  let strides: LayerDescription.Pair
  /// How many windows stand below and beside each other.
  let height: Int
  let width: Int
  /// How many rows and columns of zeros are thought above and to the left of the image.
  let top: Int
  let left: Int
  /// The image's extents with all the zeros around it, as far as windows reach.
  let paddedHeight: Int
  let paddedWidth: Int

  init(
    image: Shape, size: LayerDescription.Pair, strides: LayerDescription.Pair,
    padding: LayerDescription.Padding
  ) {
    (self.image, self.size, self.strides) = (image, size, strides)
    func layOut(_ extent: Int, _ size: Int, _ stride: Int) -> (count: Int, before: Int, all: Int) {
      switch padding {
      case .valid:
        return ((extent - size) / stride + 1, 0, extent)
      case .same:
        // As TensorFlow: just enough zeros, the odd one at the end.
        let count = (extent + stride - 1) / stride
        let zeros = max((count - 1) * stride + size - extent, 0)
        return (count, zeros / 2, extent + zeros)
      }
    }
    (height, top, paddedHeight) = layOut(image.extents[0], size.height, strides.height)
    (width, left, paddedWidth) = layOut(image.extents[1], size.width, strides.width)
  }

  var channels: Int { image.extents[2] }

  /// Whether windows reach beyond the image.
  var isPadded: Bool { paddedHeight > image.extents[0] || paddedWidth > image.extents[1] }
}
