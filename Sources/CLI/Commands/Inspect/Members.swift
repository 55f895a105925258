import Documents
import Engine
import Planning
import Processes
import Store

extension Option {
  static let replicate = Option(
    "--replicate", value: "N", "the networks of this replicate, counted from 0 (default: all)")
  static let before = Option(
    "--before", "show also the weights that training began with, beside the trained ones")
  static let channels = Option(
    "--channels", value: "LIST", "all, or some with commas between, counted from 0 (default: 0,1,2)"
  )
}

extension InspectRequest {
  /// The networks that are meant: all, or those of one replicate.
  func members(capacity: Int = 64) throws -> [TrainedNetwork] {
    let all = try trained.networks(capacity: capacity, besides: spec)
    let most = all.map(\.trial.replicate).max() ?? 0
    guard let replicate = try arguments.integer(.replicate, in: 0...most) else { return all }
    return all.filter { $0.trial.replicate == replicate }
  }

  /// The label of a network beside others of its configuration.
  func label(of member: TrainedNetwork) -> String {
    let folds = trained.trials.contains { $0.fold > 0 } ? ", fold \(member.trial.fold)" : ""
    return "replicate \(member.trial.replicate)\(folds)"
  }

  /// A kernel of each of the networks that are meant, before its training too where that is asked for.
  ///
  /// - Parameter layer: its place in the description.
  func kernels(of layer: Int) throws -> [(name: String, kernel: Network.Tensor)] {
    let showsBefore = arguments.has(.before)
    return try members(capacity: 1).flatMap { member in
      let name = label(of: member)
      var states = [(name: showsBefore ? "\(name), trained" : name, network: member.network)]
      if showsBefore {
        states.insert(("\(name), before", try trained.initialNetwork(of: member)), at: 0)
      }
      return states.compactMap { state in
        state.network.kernel(of: layer).map { (state.name, $0) }
      }
    }
  }

  /// Gives the numbers, below a count, that a list such as `0,3` means; `all` means each.
  ///
  /// - Parameter few: how many are meant where none is named.
  func places(_ option: Option, of count: Int, few: Int) throws(UserError) -> [Int] {
    guard let words = try arguments.list(option) else { return Array(0..<min(few, count)) }
    guard words != ["all"] else { return Array(0..<count) }
    var places: [Int] = []
    for word in words {
      guard let place = Int(word), 0..<count ~= place else {
        throw UserError(
          "\(option.name) takes 'all' or numbers from 0 to \(count - 1) with commas between, not"
            + " '\(word)'")
      }
      places.append(place)
    }
    return places
  }
}

extension Network.Tensor {
  /// The weights by which one unit or filter multiplies the pixels of one channel, row by row.
  func plane(ofUnit unit: Int, channel: Int, of channels: Int) -> [Float] {
    let units = shape.extents.last ?? 1
    return stride(from: channel * units + unit, to: numbers.count, by: channels * units)
      .map { numbers[$0] }
  }
}

extension [(name: String, kernel: Network.Tensor)] {
  /// Both ends of a scale for all of them, with zero in the middle.
  var range: ClosedRange<Double> {
    let most = flatMap(\.kernel.numbers).reduce(Float(0)) { Swift.max($0, abs($1)) }
    return -Double(most)...Double(most)
  }
}
