extension SpecHelp {
  static let training = """
    THE TRAINING

      loss: LOSS                     averaged over the batch
      optimizer: OPTIMIZER
      batch_size: 128                the last batch of an epoch may be smaller
      epochs: 40                     0: nothing is trained, and only loss, target, top_k and
                                     standardize are said
      [schedule: constant]           what becomes of the learning rate
      [warm_up: 0]                   epochs in which it climbs from 0, step by step, before that
      [clip_norm: 1.0]               gradients of a larger norm over all weights are scaled down to it
      [early_stopping: { patience: 5, [monitor: val_loss], [min_delta: 0] }]
      [best_weights: false]          the result is the best epoch: by early_stopping's monitor, or
                                     by val_loss without early_stopping
      [noise: { salt_and_pepper: 0.4 }]   so large a share of a batch's inputs becomes 0 or 1, anew each
                                     time; validation is without it
      [target: labels]               or input: an autoencoder, compared with its input without noise
      [top_k: 5]                     measures the top-5 accuracy too
      [metrics: [roc_auc, mcc]]      measures these of the validation rows too, or all: roc_auc pr_auc
                                     log_loss brier balanced_accuracy mcc kappa, classes (precision,
                                     recall and f1 of every class), or precision_class_NAME and so on;
                                     of numbers mae rmse r2 median_error mape
      [class_weight: balanced]       or { NAME: 2, ... }: what the rows of each class count in training;
                                     balanced is rows / (classes rows of the class)
      [gradient_norms: false]        measures gradient_norm_first and gradient_norm_last too
      [convolution: winograd]        about a fourth of the products for 3 x 3 kernels at strides of
                                     1, and a third for 5 x 5, in layers that take less time so
                                     ('sweep plan' tells which); direct computes as earlier builds
                                     did. Each rounds otherwise, so trials of one are others than
                                     those of the other.
                                     Beside precision: bfloat16, and where all of training is a
                                     parameter, direct holds; 'predict' and 'inspect' compute directly
      [precision: float32]           or bfloat16: dense layers and convolutions multiply numbers rounded
                                     to 8 bits and sum in float32; all else, weights too, is float32.
                                     Faster with AVX512_BF16, and of the same bits without; 'sweep
                                     predict' and 'inspect' compute in float32. Not with winograd
      [standardize: false]           (x - mean) / deviation by channel, over the rows trained on

    Losses, for outputs y and targets t
      categorical_crossentropy   -sum(t log y), after a softmax
      binary_crossentropy        -mean(t log y + (1 - t) log(1 - y)), after a sigmoid
      mean_squared_error         mean((y - t)^2)
      categorical_focal_crossentropy: { [alpha: 0.25], [gamma: 2] }
                                 -alpha (1 - y)^gamma log y of the true class, after a softmax
      huber: { [delta: 1] }      e^2 / 2 of errors up to delta, delta (|e| - delta / 2) of larger ones
      One sigmoid unit under binary_crossentropy stands for both of two classes: it is the probability
      of the second. Weights multiply the loss of a row; validation rows count alike.
      The first two take { label_smoothing: s }: t (1 - s) + s / n for n classes, t (1 - s) + s / 2
      for binary targets. Labels are one-hot targets to binary_crossentropy, mean_squared_error and
      huber.

    Optimizers, for the gradient g and the learning rate r
      sgd: { [learning_rate: 0.01], [momentum: 0], [nesterov: false] }
        v = momentum v - r g;  w += v, or with nesterov  w += momentum v - r g
      adam: { [learning_rate: 0.001], [beta_1: 0.9], [beta_2: 0.999], [epsilon: 1e-7] }
        m = beta_1 m + (1 - beta_1) g;  s = beta_2 s + (1 - beta_2) g^2
        w -= r sqrt(1 - beta_2^step) / (1 - beta_1^step) m / (sqrt(s) + epsilon)
        (Kingma and Ba, 2015)
      adamw: as adam, and [weight_decay: 0.004]
        before each step  w -= r weight_decay w (Loshchilov and Hutter, 2019)
      rmsprop: { [learning_rate: 0.001], [rho: 0.9], [epsilon: 1e-7] }
        s = rho s + (1 - rho) g^2;  w -= r g / sqrt(s + epsilon) (Hinton, 2012)

    Schedules, for the learning rate r and the epochs e since warm-up
      constant                             r
      step: { factor: 0.5, epochs: 10 }    r factor^floor(e / epochs)
      exponential: { factor: 0.95 }        r factor^e, a little every step
      cosine: { [floor: 0] }               r (floor + (1 - floor) (1 + cos(pi done)) / 2), where done
                                           goes from 0 to 1 (Loshchilov and Hutter, 2017)
    """
}
