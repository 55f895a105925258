extension SpecHelp {
  static let network = """
    THE NETWORK

    A list of layers; names, defaults and formulas are Keras's. A layer is a word, or a word with a
    block. Shapes are of one row: [n] numbers, or [h, w, c] as height x width x channels. An image is
    one row of numbers to a network that begins with dense.

      dense: { units: 10, ... }                  [n] -> [units]       activation(x W + b)
        [activation: linear]  [use_bias: true]  [kernel_initializer: glorot_uniform]
        [bias_initializer: zeros]  [l1: 0]  [l2: 0]
      conv2d: { filters: 32, kernel_size: 3, ... }   [h, w, c] -> [h', w', filters]
        [strides: 1]  [padding: valid]  and all that dense has
        valid: h' = (h - kernel) / stride + 1. same: h' = ceil(h / stride), with zeros around the
        image, the odd one below and to the right. A pair [height, width] may stand for a size.
      max_pool2d, avg_pool2d                     [h, w, c] -> [h', w', c]   of each window
        [pool_size: 2]  [strides: pool_size]  [padding: valid]
      global_avg_pool2d                          [h, w, c] -> [c]     the mean over height and width
      batch_norm                                 any -> the same
        gamma (x - mean) / sqrt(variance + epsilon) + beta, by channel: the batch's moments in
        training, running ones in validation (Ioffe and Szegedy, 2015)
        [momentum: 0.99]  [epsilon: 0.001]  [center: true]  [scale: true]
      embedding: { dimensions: 4 }               [n] -> [m]      the first layer, of a table
        so many learned numbers in the place of the one-hot numbers of each column of categories,
        behind all that are no categories; they begin uniform within 0.05 of 0
      layer_norm                                 any -> the same
        the same with the moments of each row's own numbers, over the last extent (Ba, Kiros and
        Hinton, 2016)  [epsilon: 0.001]  [center: true]  [scale: true]
      dropout: { rate: 0.5 }                     any -> the same      in training, a share becomes 0
        and the others are divided by 1 - rate (Srivastava et al., 2014)
      activation: { function: relu }             any -> the same
      flatten                                    any -> [n]
      reshape: { target_shape: [8, 8, 1] }       any -> as said, of as many numbers
      from: SWEEP                                any -> that of the network's last layer
        the layers of a network that another sweep has kept ('keep' below), with its weights: replicate
        for replicate and fold for fold, from the same results file. One of several configurations is
        "SWEEP:l2=0.001"; { sweep: SWEEP, results: PATH } names another file. What it learned from
        must not judge it: both sweeps have the same design and seed, or other data.

    Activations
      linear      x
      relu        max(0, x)
      leaky_relu  x, or 0.2 x below 0
      sigmoid     1 / (1 + exp(-x))
      tanh        tanh(x)
      selu        1.0507 x, or 1.7581 (exp(x) - 1) below 0 (Klambauer et al., 2017)
      gelu        x times the normal distribution's share below x (Hendrycks and Gimpel, 2016)
      softmax     exp(x) / sum(exp(x)), over the last extent

    Initialisers, for fan_in inputs and fan_out outputs of a unit
      glorot_uniform       uniform within sqrt(6 / (fan_in + fan_out)) of 0 (Glorot and Bengio, 2010)
      glorot_normal        normal of variance 2 / (fan_in + fan_out), cut off at two deviations
      he_uniform           uniform within sqrt(6 / fan_in) of 0 (He et al., 2015)
      he_normal            normal of variance 2 / fan_in, cut off at two deviations
      zeros, ones
      { uniform: [a, b] }  uniform from a to b
      { normal: s }        normal of deviation s

    l1 adds l1 * sum(|w|) over the kernel to the loss, l2 adds l2 * sum(w^2).

    """
}
