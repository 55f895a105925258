import Testing

@testable import Cluster

/// When a sweep is near its end, who goes home, and until when is waited.
struct SweepEndTests {
  private static let patience = Duration.seconds(5)
  private var end = SweepEnd(patience: SweepEndTests.patience)

  private mutating func proceed(
    _ standing: RunningPlan.Standing = .complete, isIdle: Bool = true, isDeserted: Bool = false,
    isAsked: Bool = false, at seconds: Int
  ) -> String {
    let step = end.proceed(
      standing, isIdle: isIdle, isDeserted: isDeserted, isAsked: isAsked, at: .seconds(seconds))
    return [step.tells ? "tells" : "", step.ends ? "ends" : ""].filter { !$0.isEmpty }
      .joined(separator: ", ")
  }

  @Test func `trials that are worked out keep complete sweeps open, and no halted ones`() {
    var end = end
    #expect(!end.isNear(.open))
    #expect(end.isNear(.complete))
    #expect(end.isNear(.halted))
    #expect(end.letsSearch)
    end.awaitsTrials = true
    #expect(!end.isNear(.complete))
    #expect(end.isNear(.halted))
    #expect(!end.letsSearch)
  }

  @Test mutating func `goodbyes have their time once the end has begun, and the end is final`() {
    #expect(proceed(at: 10) == "tells")
    #expect(end.isNear(.open), "somebody has been sent home for it")
    #expect(!end.letsSearch)
    #expect(proceed(at: 14) == "")
    #expect(proceed(at: 15) == "ends")
    #expect(proceed(at: 99) == "", "it ends once")
  }

  @Test mutating func `nobody is waited for where nobody is`() {
    #expect(proceed(isDeserted: true, at: 10) == "tells, ends")
  }

  @Test mutating func `an absence gives goodbyes their whole time again`() {
    end.postpone(at: .seconds(1))
    #expect(!end.isNear(.open), "no end has begun")
    #expect(proceed(at: 10) == "tells")
    end.postpone(at: .seconds(30))
    #expect(proceed(at: 31) == "")
    #expect(proceed(at: 35) == "ends")
  }

  @Test mutating func `trainings are waited for until they are recalled, and then goodbyes`() {
    end.drain(within: .seconds(20), at: .zero)
    #expect(!end.letsSearch)
    #expect(proceed(.open, isIdle: false, isAsked: true, at: 0) == "tells")
    #expect(proceed(.open, isIdle: false, at: 19) == "")
    #expect(!end.isRecalled)
    #expect(proceed(.open, isIdle: false, at: 20) == "tells")
    #expect(end.isRecalled)
    #expect(proceed(.open, isIdle: false, at: 24) == "")
    #expect(proceed(.open, isIdle: false, at: 25) == "ends")
  }

  @Test mutating func `trainings without a limit are waited for as long as it takes`() {
    end.drain(within: nil, at: .zero)
    #expect(proceed(.open, isIdle: false, isAsked: true, at: 0) == "tells")
    #expect(proceed(.open, isIdle: false, at: 9999) == "")
    #expect(proceed(.open, at: 10_003) == "")
    #expect(proceed(.open, at: 10_004) == "ends")
  }

  @Test mutating func `workers stay for the sweep that follows a complete one`() {
    end = SweepEnd(isFollowed: true, patience: SweepEndTests.patience)
    #expect(!end.sendsHome(.complete))
    #expect(end.sendsHome(.halted))
    #expect(proceed(isIdle: false, at: 1) == "")
    #expect(proceed(at: 2) == "ends")
    end.drain(within: nil, at: .zero)
    #expect(end.sendsHome(.complete))
  }

  @Test mutating func `workers of a queue are not sent home, and waited for`() {
    end = SweepEnd(isQueued: true, patience: SweepEndTests.patience)
    #expect(!end.sendsHome(.complete))
    #expect(!end.sendsHome(.halted))
    #expect(proceed(isIdle: false, at: 1) == "tells")
    #expect(proceed(isDeserted: true, at: 2) == "ends")
  }

  @Test mutating func `a coordinator that expects calls waits for them`() {
    end = SweepEnd(patience: SweepEndTests.patience, lingersUntil: .seconds(10))
    #expect(proceed(isDeserted: true, at: 1) == "tells")
    #expect(proceed(isDeserted: true, at: 9) == "")
    #expect(proceed(isDeserted: true, at: 10) == "ends")
  }
}
