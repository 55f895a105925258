import Testing

@testable import Commands

struct OutputFormatTests {
  @Test func `XGBoost's lines`() {
    #expect(
      OutputFormat.xgboost.row("[3]\ttrain-mlogloss:0.5\tvalid-merror:0.125")
        == MetricRow(metrics: ["train-mlogloss": 0.5, "valid-merror": 0.125], epoch: 3))
    #expect(
      OutputFormat.xgboost.row("[0]\ttest-rmse:0.5+0.01")
        == MetricRow(metrics: ["test-rmse": 0.5, "test-rmse-std": 0.01], epoch: 0))
    #expect(OutputFormat.xgboost.row("[10:02:03] WARNING: /src/a.cc:12: b") == nil)
  }

  @Test func `LightGBM's lines`() {
    #expect(
      OutputFormat.lightgbm.row("[5]\tvalid_0's multi_logloss: 0.5\tvalid_0's multi_error: 0.1")
        == MetricRow(
          metrics: ["valid_0's multi_logloss": 0.5, "valid_0's multi_error": 0.1], epoch: 5))
    #expect(
      OutputFormat.lightgbm.row("[5]\tcv_agg's valid l2: 0.5 + 0.25")
        == MetricRow(metrics: ["cv_agg's valid l2": 0.5, "cv_agg's valid l2-std": 0.25], epoch: 5))
    #expect(OutputFormat.lightgbm.row("[LightGBM] [Info] Total Bins 900") == nil)
  }

  @Test func `CatBoost's lines`() {
    #expect(
      OutputFormat.catboost.row(
        "5:\tlearn: 0.9\ttest: 0.8\tbest: 0.85 (3)\ttotal: 10ms\tremaining: 30ms")
        == MetricRow(metrics: ["learn": 0.9, "test": 0.8, "best": 0.85], epoch: 5))
    #expect(OutputFormat.catboost.row("bestTest = 0.9") == nil)
  }

  @Test func `scikit-learn's lines`() {
    let format = OutputFormat.sklearn
    #expect(
      format.row("Iteration 3, loss = 0.50000") == MetricRow(metrics: ["loss": 0.5], epoch: 3))
    #expect(format.row("Validation score: 0.75") == MetricRow(metrics: ["validation_score": 0.75]))
    #expect(format.row("-- Epoch 2") == MetricRow(metrics: [:], epoch: 2))
    #expect(
      format.row("Norm: 1.2, NNZs: 64, Bias: -0.1, T: 900, Avg. loss: 0.25")
        == MetricRow(metrics: ["avg_loss": 0.25]))
    #expect(
      format.row("         4           0.6125            0.52s")
        == MetricRow(metrics: ["train_loss": 0.6125], epoch: 4))
    #expect(format.row("         4           0.6125            0.52s", isAsked: false) == nil)
  }

  @Test func `fastText's and Vowpal Wabbit's lines`() {
    #expect(
      OutputFormat.fasttext.row(
        "Progress:  50.0% words/sec/thread:  1234 lr:  0.05 avg.loss:  1.25 ETA:   0h 0m 0s")
        == MetricRow(metrics: ["avg.loss": 1.25]))
    #expect(
      OutputFormat.fasttext.row("P@1\t0.75") == MetricRow(metrics: ["P@1": 0.75], isSummary: true))
    #expect(
      OutputFormat.vw.row("0.693147 0.5          2      2.0  -1.0000   0.0000        3")
        == MetricRow(metrics: ["progressive_loss": 0.693147, "since_last_loss": 0.5], step: 2))
    #expect(
      OutputFormat.vw.row("average loss = 0.25")
        == MetricRow(metrics: ["average_loss": 0.25], isSummary: true))
    #expect(
      OutputFormat.vw.row("average loss = 0.446237 h")
        == MetricRow(metrics: ["average_loss": 0.446237], isSummary: true))
  }

  @Test func `a library's lines are a series of their own unless they are asked for`() throws {
    var reader = OutputReader([], nil, judgedBy: "acc")
    let lines = Array("[0]\tvalid-merror:0.5\nacc=1\n".utf8)
    #expect(
      reader.read(lines) == [
        .row(MetricRow(metrics: ["valid-merror": 0.5], epoch: 0, part: "xgboost")),
        .row(MetricRow(metrics: ["acc": 1])),
      ])
    var asked = OutputReader([], .xgboost, judgedBy: "acc")
    #expect(
      asked.read(lines).first == .row(MetricRow(metrics: ["valid-merror": 0.5], epoch: 0)))
  }

  /// As skorch prints them: each row is laid out by itself, wider or narrower than the head.
  @Test func `rows that their numbers have shifted are read by their words`() {
    var reader = OutputReader([], nil, judgedBy: "valid_loss")
    let text = """
        epoch    train_loss    valid_loss     dur
      -------  ------------  ------------  ------
            1        0.6900        0.7000  0.0284
            2  394749388800.2500  50123456780.5000  100.0194
            3  1.2e+30           nan  0.0184

      """
    let rows = reader.read(Array(text.utf8))
    let losses = rows.map { finding -> [Double] in
      guard case .row(let row) = finding else { return [] }
      return ["train_loss", "valid_loss", "dur"].compactMap { row.metrics[$0] }
    }
    #expect(losses[..<2] == [[0.69, 0.7, 0.0284], [394749388800.25, 50123456780.5, 100.0194]])
    #expect(losses[2][0] == 1.2e30 && losses[2][1].isNaN && losses[2][2] == 0.0184)
    #expect(reader.unreadLines == nil)
  }

  @Test func `cells may be empty, have blanks or stand in the middle, and text ends the table`() {
    var reader = OutputReader([], nil, judgedBy: "acc")
    let text = """
      epoch    loss      acc      time
      -----  --------  -------  --------
        1      0.5      0.25    10 s
        2               0.5     1m 20s
        3      0.25
      100 samples in 3 s
        4      0.5      0.75    10 s

      """
    let rows = reader.read(Array(text.utf8)).map { finding -> [String: Double] in
      guard case .row(let row) = finding else { return [:] }
      return row.metrics
    }
    #expect(rows == [["loss": 0.5, "acc": 0.25], ["acc": 0.5], ["loss": 0.25]])
    #expect(reader.unreadLines == nil)
  }

  @Test func `a shifted row with an empty cell is told of, and not read`() {
    var reader = OutputReader([], nil, judgedBy: "valid_loss")
    let text = """
        epoch    train_loss    valid_loss    cp     dur
      -------  ------------  ------------  ----  ------
            1        0.6900        0.7000     +  0.0284
            2        0.6800        0.6000        0.0284
            3  394749388800.2500        0.5000        0.0194

      """
    #expect(reader.read(Array(text.utf8)).count == 2)
    #expect(
      reader.unreadLines
        == "a row does not fit the columns of the table's head, such as"
        + " '3  394749388800.2500        0.5000        0.0194'")
  }

  @Test func `a table with a rule under its head is read by its columns`() {
    var reader = OutputReader([], nil, judgedBy: "acc")
    let text = """
        epoch    train_loss    valid_acc    cp     dur
      -------  ------------  -----------  ----  ------
            1        \u{1b}[36m1.7742\u{1b}[0m       \u{1b}[32m0.8403\u{1b}[0m     +  0.0102
            2        1.1000       0.9000        0.0100
      done
            3        1.0000       0.9000        0.0100

      """
    let rows = reader.read(Array(text.utf8))
    #expect(
      rows == [
        .row(
          MetricRow(
            metrics: ["train_loss": 1.7742, "valid_acc": 0.8403, "dur": 0.0102], epoch: 1,
            part: "table")),
        .row(
          MetricRow(
            metrics: ["train_loss": 1.1, "valid_acc": 0.9, "dur": 0.01], epoch: 2, part: "table")),
      ])
  }
}
