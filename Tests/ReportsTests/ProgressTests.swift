import Documents
import Reports
import Statistics
import Testing
import Views

struct EstimateTests {
  @Test func `equal durations leave no doubt`() throws {
    let estimate = try #require(
      Estimate(durations: Moments([10, 10, 10]), running: 0, waiting: 8, slots: 2))
    #expect(estimate.rate == 0.2)
    #expect(estimate.remaining == .seconds(40))
    #expect(estimate.spread == .zero)
    #expect(estimate.text == "40s ± 0s")
  }

  /// m = 10, s = 2, k = 4, w = 6 + 4 / 2 = 8, p = 4: 8·10/4, and 2·√(8 + 64/4)/4.
  @Test func `a trial in training counts half`() throws {
    let durations = Moments([
      8.2679491924311228, 11.732050807568877, 8.2679491924311228, 11.732050807568877,
    ])
    let estimate = try #require(
      Estimate(durations: durations, running: 4, waiting: 6, slots: 4))
    #expect(abs(try #require(durations.standardDeviation) - 2) < 1e-12)
    #expect(estimate.remaining == .seconds(20))
    let spread = try #require(estimate.spread)
    #expect(abs(spread / .seconds(2 * 24.0.squareRoot() / 4) - 1) < 1e-9)
  }

  @Test func `no time is shorter than the last trial`() throws {
    let durations = Moments([10])
    let waiting = try #require(Estimate(durations: durations, running: 0, waiting: 1, slots: 64))
    #expect(waiting.remaining == .seconds(10))
    #expect(waiting.spread == nil)
    let running = try #require(Estimate(durations: durations, running: 1, waiting: 0, slots: 64))
    #expect(running.remaining == .seconds(5))
  }

  @Test func `absurd durations do not trap`() throws {
    let estimate = try #require(
      Estimate(durations: Moments([1e300, 2e300]), running: 1, waiting: 9, slots: 1))
    #expect(estimate.text == "3472222d 05h ± 3472222d 05h")
    #expect(estimate.rateText == "0.00000029 trials/day")
    let nothing = Estimate(durations: Moments([1e300, 2e300]), running: 0, waiting: 0, slots: 1)
    #expect(nothing?.remaining == .zero)
  }

  @Test func `nothing is known before the first trial, or without slots`() {
    #expect(Estimate(durations: Moments(), running: 1, waiting: 8, slots: 2) == nil)
    #expect(Estimate(durations: Moments([10]), running: 0, waiting: 8, slots: 0) == nil)
    #expect(Estimate(durations: Moments([0]), running: 0, waiting: 8, slots: 1) == nil)
  }

  @Test(arguments: [
    (0.01, 1, "100 trials/s"), (0.5, 4, "8.0 trials/s"), (25, 2, "4.8 trials/min"),
    (600, 2, "12 trials/h"), (36_000, 1, "2.4 trials/day"), (360_000, 1, "0.24 trials/day"),
  ]) func `the rate is in the unit that makes it at least one`(
    seconds: Double, slots: Int, text: String
  ) {
    let estimate = Estimate(durations: Moments([seconds]), running: 0, waiting: 1, slots: slots)
    #expect(estimate?.rateText == text)
  }
}

struct ProgressTests {
  @Test func `on one line`() throws {
    let line = ProgressLine(halfWay)
    try expectSnapshot(
      line.text + "\n" + (line.failureText ?? "") + "\n", "progress-line.txt")
    try expectSnapshot(line.json.text + "\n", "progress.json")
  }

  @Test func `what travels as JSON reads the same at the other end`() throws {
    let travelled = try #require(ProgressSnapshot(json: halfWay.json.line))
    #expect(StatusText(travelled).text() == StatusText(halfWay).text())
    #expect(
      ProgressScreen(travelled).lines(width: 100) == ProgressScreen(halfWay).lines(width: 100))
    let fresh = ProgressSnapshot(sweep: "tiny", counts: TrialCounts(waiting: 1))
    #expect(ProgressSnapshot(json: fresh.json.line) == fresh)
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"sweep":"x"}"#,
    #"{"sweep":"x","trials":{"done":1,"diverged":2,"failed":0,"running":0,"waiting":0}}"#,
    #"{"sweep":"x","trials":{"done":-1,"diverged":0,"failed":0,"running":0,"waiting":0}}"#,
  ]) func `what is no picture is refused`(text: String) {
    #expect(ProgressSnapshot(json: text) == nil)
  }

  @Test func `before anything has happened`() throws {
    let fresh = ProgressSnapshot(sweep: "tiny", counts: TrialCounts(waiting: 1))
    #expect(ProgressLine(fresh).text == "tiny: 0 of 1 trial done, 1 waiting")
    #expect(ProgressLine(fresh).failureText == nil)
    #expect(
      ProgressScreen(fresh).lines(width: 80)
        == ["tiny  ░░░░░░░░░░░░░░░░░░░░░░░░░  0 of 1 trial done, 1 waiting"])
  }

  @Test func `on a screen`() throws {
    let screen = ProgressScreen(halfWay)
    for (width, height) in [(100, 24), (50, 24), (100, 6)] {
      try expectSnapshot(
        screen.lines(width: width, height: height).map { $0 + "\n" }.joined(),
        "progress-\(width)x\(height).txt")
    }
    try expectSnapshot(
      screen.lines(width: 100, style: .ansi).map { $0 + "\n" }.joined(), "progress-ansi.txt")
  }

  @Test func `no line is wider and no block is higher than the terminal`() {
    var wide = halfWay
    wide.sweep = "学習率-掃引"
    for snapshot in [halfWay, wide] {
      for width in 0...120 {
        let lines = ProgressScreen(snapshot).lines(width: width)
        #expect(lines.allSatisfy { $0.displayWidth <= width })
      }
      for height in 0...10 {
        #expect(ProgressScreen(snapshot).lines(width: 80, height: height).count <= height)
      }
    }
  }

  @Test func `style adds nothing but style`() {
    for width in 0...120 {
      let plain = ProgressScreen(halfWay).lines(width: width)
      let styled = ProgressScreen(halfWay).lines(width: width, style: .ansi)
      #expect(styled.map(withoutStyle) == plain)
    }
  }

  @Test func `the bar is full when every trial has ended`() {
    var snapshot = halfWay
    snapshot.counts = TrialCounts(completed: 14, failed: 1)
    let line = ProgressScreen(snapshot).lines(width: 100)[0]
    #expect(line == "mnist-l2  █████████████████████████  14 of 15 trials done, 1 failed")
    snapshot.foresee(from: Standing.Durations(Moments([24, 26])))
    #expect(snapshot.estimate == nil)
  }

  private func withoutStyle(_ text: String) -> String {
    var plain = ""
    var isInside = false
    for character in text {
      if character == "\u{1b}" { isInside = true }
      if !isInside { plain.append(character) }
      if character == "m" { isInside = false }
    }
    return plain
  }
}

struct StatusTextTests {
  @Test func `half-way`() throws {
    try expectSnapshot(StatusText(halfWay).text(), "status-half.txt")
    var many = halfWay
    many.failures.removeFirst()
    try expectSnapshot(StatusText(many).text(), "status-one-failure.txt")
  }

  @Test func `finished, and nobody there any more`() {
    let finished = ProgressSnapshot(sweep: "tiny", counts: TrialCounts(completed: 15))
    #expect(StatusText(finished).text() == "tiny: 15 of 15 trials done\n")
  }
}
