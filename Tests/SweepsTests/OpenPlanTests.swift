import Sweeps
import Testing
import Trials

/// The numbers of trainings, which stay what they are while a plan grows.
struct OpenPlanTests {
  private func plan(_ parameters: [Parameter], replicates: Int) throws -> Plan {
    try Plan(
      sweep(parameters: parameters, evaluation: .folds(2, replicates: replicates)),
      data: sixtyRows, semantics: "engine 1")
  }

  /// A search by two replicates of two folds, which has decided nothing yet.
  private func search() throws -> Plan {
    let design = SearchDesign(
      SearchMethod(sampler: .tpe, configurations: 3),
      in: Space([Dimension("l2", .uniform(0, 1))]))
    return try Plan(
      sweep(
        parameters: [Parameter(name: "l2", options: [])], evaluation: .folds(2, replicates: 2),
        search: design), data: sixtyRows, semantics: "engine 1")
  }

  private func values(of plan: Plan) -> [TrialValue] {
    plan.trials.enumerated().map { place, trial in
      TrialValue(
        configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold,
        value: Double(place))
    }
  }

  @Test func `a trial's place in its first plan is its number`() throws {
    let plan = try plan([parameter("l2", 0, 0.1)], replicates: 2)
    let open = OpenPlan(plan)
    for (place, trial) in plan.trials.enumerated() {
      #expect(open.number(at: place) == place)
      #expect(open.number(of: trial.id) == place)
    }
    #expect(open.numbered(values(of: plan)) == values(of: plan))
  }

  @Test func `what is known goes by numbers where a plan has grown`() throws {
    let short = try plan([parameter("l2", 0, 0.1)], replicates: 1)
    let long = try plan([parameter("l2", 0, 0.05, 0.1)], replicates: 2)
    var open = OpenPlan(short)
    let added = open.extend(to: long)
    #expect(added == short.trials.count..<long.trials.count)
    let known = values(of: long)
    let numbered = open.numbered(known)
    #expect(numbered.count == long.trials.count)
    for (place, trial) in long.trials.enumerated() {
      let number = open.number(at: place)
      #expect(number == open.number(of: trial.id))
      #expect(open.trials[number] == trial)
      #expect(numbered[number].value == Double(place))
      #expect(open.number(of: known[place]) == number)
    }
  }

  @Test func `a search that has decided asks for the trials of a list in the order of the list`()
    throws
  {
    var plan = try search()
    _ = plan.follow([decision(0, l2: 0.25)])
    let asked = plan.follow([decision(1, l2: 0.5), decision(2, l2: 0.75)])
    let listed = try self.plan([parameter("l2", 0.25, 0.5, 0.75)], replicates: 2)
    #expect(Array(plan.trials) == Array(listed.trials))
    #expect(asked == listed.allTrials(of: 1) + listed.allTrials(of: 2))
    #expect(asked.map(\.configuration) == [1, 1, 1, 1, 2, 2, 2, 2])
    #expect(asked.prefix(4).map(\.replicate) == [0, 0, 1, 1])
    #expect(asked.prefix(4).map(\.fold) == [0, 1, 0, 1])
  }

  @Test func `decisions that are taken back leave the plan as it was, and may be others`() throws {
    var open = OpenPlan(try search())
    _ = open.follow([decision(0, l2: 0.25)])
    let (former, extent) = (open, open.extent)
    // More than the index has room for at first.
    let more = (1..<40).map { decision($0, l2: Double($0) / 64) }
    let dropped = open.follow(more)
    #expect(dropped.added == 4..<4 + 39 * 4 - 4)
    #expect(dropped.repeated.count == 4)
    let ids = dropped.added.map { open.trials[$0].id }
    open.goBack(to: extent)
    #expect(Array(open.trials) == Array(former.trials))
    #expect(Array(open.plan.trials) == Array(former.plan.trials))
    #expect(open.plan.configurations == former.plan.configurations)
    #expect(ids.allSatisfy { open.number(of: $0) == nil })
    #expect(open.trials.indices.allSatisfy { open.number(of: open.trials[$0].id) == $0 })
    let others = [decision(1, l2: 0.5), decision(2, l2: 0.75)]
    var straight = former
    #expect(open.follow(others).added == straight.follow(others).added)
    #expect(Array(open.trials) == Array(straight.trials))
  }

  @Test func `an assignment is its trial's, whichever was made before`() throws {
    var open = OpenPlan(try search())
    _ = open.follow([decision(0, l2: 0.25), decision(1, l2: 0.5)])
    for number in [0, 5, 1, 4, 0, 2] {
      let expected = open.plan.assignment(for: open.trials[number])
      #expect(open.assignment(for: number, keeping: nil) == EncodedAssignment(expected))
    }
  }

  @Test func `a training that two configurations ask for has one number`() throws {
    let plan = try plan([parameter("l2", 0.1, 0.1)], replicates: 1)
    let open = OpenPlan(plan)
    #expect(open.trials.count == plan.trials.count / 2)
    #expect(open.number(at: 0) == open.number(at: 1))
  }

  @Test func `what nothing is known of is open, and what the plan does not ask for has no number`()
    throws
  {
    let plan = try plan([parameter("l2", 0, 0.1)], replicates: 1)
    let open = OpenPlan(plan)
    let known = Array(values(of: plan).dropFirst())
    let numbered = open.numbered(known)
    #expect(numbered[0].status == .open && numbered[0].value == nil)
    #expect(numbered.dropFirst().map(\.value) == known.map(\.value))
    let stranger = TrialValue(configuration: 7, replicate: 0, fold: 0, value: 1)
    #expect(open.number(of: stranger) == nil)
    let later = TrialValue(configuration: 0, replicate: 9, fold: 0, value: 1)
    #expect(open.number(of: later) == nil)
  }
}
