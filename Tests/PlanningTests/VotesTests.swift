import Planning
import Testing

/// Several networks have one answer.
struct VotesTests {
  @Test func `the mean of probabilities counts, and not the number of networks`() {
    let votes = Votes(
      members: [[0.9, 0.1, 0.5, 0.5], [0.4, 0.6, 0, 1], [0.4, 0.6, 0.2, 0.8]], width: 2,
      areClasses: true)
    #expect(votes.count == 2)
    #expect(votes[0].place == 0)
    #expect(abs(votes[0].mean - 1.7 / 3) < 1e-6)
    #expect(abs((votes[0].agreement ?? 0) - 1.0 / 3) < 1e-12)
    #expect(abs((votes[0].deviation ?? 0) - 0.288675) < 1e-5)
    // The first of equals counts, so the first network says class 0.
    #expect(votes[1].place == 1 && abs((votes[1].agreement ?? 0) - 2.0 / 3) < 1e-12)
  }

  @Test func `a single output is the probability of the second class`() {
    let votes = Votes(members: [[0.2, 0.9], [0.4, 0.7]], width: 1, areClasses: true)
    #expect(votes[0].place == 0 && abs(votes[0].mean - 0.7) < 1e-6)
    #expect(votes[1].place == 1 && abs(votes[1].mean - 0.8) < 1e-6)
    #expect(votes[1].agreement == 1)
  }

  @Test func `a vote among some classes leaves the others out`() {
    let votes = Votes(members: [[0.7, 0.1, 0.2], [0.6, 0.3, 0.1]], width: 3, areClasses: true)
    let vote = votes.vote(of: 0, among: [1, 2])
    #expect(vote.place == 1 && abs(vote.mean - 0.2) < 1e-6 && vote.agreement == 0.5)
  }

  @Test func `numbers have a mean and a spread, and nothing to agree on`() {
    let votes = Votes(members: [[1], [3]], width: 1, areClasses: false)
    #expect(votes[0].mean == 2 && votes[0].agreement == nil)
    #expect(abs((votes[0].deviation ?? 0) - 2.0.squareRoot()) < 1e-12)
    #expect(Votes(members: [[1]], width: 1, areClasses: false)[0].deviation == nil)
  }
}
