import Sweeps
import Testing

/// Whether more or less of a metric is better, by its name.
struct MetricGoalTests {
  @Test(arguments: [
    "loss", "val_loss", "valLoss", "train/loss", "eval_mae", "val_mae", "wer", "cer", "perplexity",
    "val_nll", "brier", "brier_score", "mape", "val_rmse", "rmsle", "RMSE", "val_logloss",
    "multi_logloss", "mlogloss", "merror", "mean_absolute_error", "MeanSquaredError", "top1_error",
    "top_k_error", "cross_entropy", "negative_log_likelihood", "bits_per_byte", "fid", "eer",
    "accuracy_loss", "validation-0-rmse", "exit_code", "neg_log_likelihood",
  ]) func `an error is to be made small`(name: String) {
    #expect(Metric.Goal(metricNamed: name) == .minimize)
  }

  @Test(arguments: [
    "accuracy", "val_accuracy", "val_accuracy_class_3", "val_accuracy@0.4", "val_acc", "trainAcc",
    "auc", "roc_auc", "rocAUC", "test/AUROC", "f1", "f1_score", "macroF1", "r2", "r2_score", "mcc",
    "precision", "recall_at_5", "ndcg@10", "mAP50-95", "AP50", "bleu4", "rouge1", "val_psnr",
    "ssim",
    "iou", "dice", "top5", "val_top_k", "neg_mean_squared_error", "neg_log_loss", "log_likelihood",
    "score", "val_score", "mean_test_score", "episode_reward", "exact_match", "explained_variance",
    "recall_negative",
  ]) func `a share of what is right is to be made large`(name: String) {
    #expect(Metric.Goal(metricNamed: name) == .maximize)
  }

  @Test(arguments: [
    "", "x", "seconds", "cost", "distance", "anomaly_score", "neg_score", "fidelity",
    "samples_per_second", "l2", "lr",
    "gradient_norm_first", "mean_absolute_deviation", "policy_entropy", "lossless",
  ]) func `what tells nothing is not guessed`(name: String) {
    #expect(Metric.Goal(metricNamed: name) == nil)
  }
}
