import Documents
import Drawings
import Engine
import Inspection
import Plots
import Processes
import Random
import Reports

extension InspectKind {
  /// Images made to fool networks.
  static let adversarial = InspectKind(
    word: "adversarial",
    summary: "images made to fool: from noise, with the looks of another class, by small changes",
    options: pictures
      + [
        .attackKind, .imageRows, .replicate, .attackSize, .stepCount, .lookWeight, .towards,
        .attackedCount,
      ]
  ) { request in
    let kind =
      try request.arguments.choice(
        .attackKind, among: AttackKind.allCases.map { ($0.rawValue, $0) }) ?? .untargeted
    try kind.refuseIdleOptions(request.arguments)
    switch kind {
    case .untargeted: try request.untargeted()
    case .targeted: try request.targeted()
    case .noise: try request.noise()
    case .transfer: try request.transfer()
    }
  }
}

/// How images are made.
private enum AttackKind: String, CaseIterable {
  /// Small changes after which the network no longer recognises an image.
  case untargeted
  /// The class of one, the looks of another.
  case targeted
  /// From noise towards a class.
  case noise
  /// Small changes against one network, shown to the others.
  case transfer

  /// Refuses options that are for other kinds.
  func refuseIdleOptions(_ arguments: Arguments) throws(UserError) {
    let users: [(Option, [AttackKind])] = [
      (.attackSize, [.untargeted, .transfer]), (.lookWeight, [.targeted]), (.towards, [.noise]),
      (.attackedCount, [.untargeted, .transfer]), (.imageRows, [.untargeted, .targeted]),
    ]
    for (option, kinds) in users where arguments.has(option) && !kinds.contains(self) {
      throw UserError(
        "\(option.name) has no effect on --attack \(rawValue); it is for"
          + " \(kinds.map(\.rawValue).joined(separator: ", "))")
    }
  }
}

extension Option {
  fileprivate static let attackKind = Option(
    "--attack", value: "KIND", words: AttackKind.allCases.map(\.rawValue),
    "untargeted (default), targeted, noise or transfer")
  fileprivate static let attackSize = Option(
    "--size", value: "SHARE", "of a number's range that it may change by (default 0.1)")
  fileprivate static let lookWeight = Option(
    "--weight", value: "NUMBER", "what the squared distance from the looks costs (default 0.2)")
  fileprivate static let towards = Option(
    "--towards", value: "CLASSES", "names with commas between (default: all)")
  fileprivate static let attackedCount = Option(
    "--count", value: "N", "of how many validation rows rates are (default 200)")
}

extension InspectRequest {
  private func steps(_ usual: Int) throws(UserError) -> Int {
    try arguments.integer(.stepCount, in: 1...100_000) ?? usual
  }

  private func size() throws(UserError) -> Double {
    try arguments.number(.attackSize, between: 0, and: 1) ?? 0.1
  }

  private func count() throws(UserError) -> Int {
    try arguments.integer(.attackedCount, in: 1...1_000_000) ?? 200
  }

  // MARK: - Small changes

  /// The images, what one step and several steps make of them, and how often that fools.
  fileprivate func untargeted() throws {
    let images = try InspectedImages(self)
    let many = try InspectedImages(self, count: count())
    let (size, steps) = (try size(), try steps(10))
    let attacks = steps == 1 ? [1] : [1, steps]
    var grid = [
      ImageGrid.Row(
        "image",
        images.rows.inputs.indices.map {
          images.tile(images.rows.inputs[$0], label: images.classNames[images.rows.labels[$0]])
        })
    ]
    var rates: [String] = []
    for steps in attacks {
      let attack = Attack(size: size, steps: steps)
      let own = try AttackedInputs(
        attack, on: images.rows.inputs, labels: images.rows.labels, within: images.rows.range,
        of: images.networks[0])
      grid.append(
        ImageGrid.Row(
          steps == 1 ? "1 step" : "\(steps) steps",
          own.changed.indices.map { index in
            let probabilities = own.probabilities[index]
            let taken = probabilities.largest
            return images.tile(
              own.changed[index],
              label: "\(images.classNames[taken]) \(images.share(probabilities[taken]))",
              isMarked: own.fooled[index])
          }))
      let summaries = try zip(many.networks, many.samples).compactMap { network, some in
        try AttackedInputs(
          attack, on: some.inputs, labels: some.labels, within: some.range, of: network
        ).summary
      }
      rates.append(
        "\(counted(steps)) \(steps == 1 ? "fools" : "fool") a share of"
          + " \(meanAndDeviation(summaries.map(\.success))), at a distance of"
          + " \(meanAndDeviation(summaries.map(\.distance))), the likeliest wrong class then having a"
          + " probability of \(meanAndDeviation(summaries.map(\.confidence))).")
    }
    try write(
      ImageGrid(grid, over: 0...1, ramp: .ink).drawing(
        format(), title: "\(images.name): untargeted",
        caption: [
          "\(images.name): images whose pixels were changed by at most \(Document.label(size)) of their"
            + " range against \(images.firstName), with what it takes them for and the"
            + " probability; a frame marks what fools it.",
          images.rowNumbers,
          "Of \(many.rows.inputs.count) validation rows, as far as they were recognised:",
        ] + rates + ["Mean ± sample standard deviation over networks (\(images.count))."]))
  }

  private func counted(_ steps: Int) -> String { steps == 1 ? "1 step" : "\(steps) steps" }

  /// How often what fools one network fools the others.
  fileprivate func transfer() throws {
    let many = try InspectedImages(self, count: count())
    guard many.networks.count > 1 else {
      throw UserError(
        "'\(many.name)' has one network, and images can fool another one only where there are several;"
          + " train more replicates")
    }
    let (size, steps) = (try size(), try steps(10))
    let attacked = try zip(many.networks, many.samples).map { network, some in
      try AttackedInputs(
        Attack(size: size, steps: steps), on: some.inputs, labels: some.labels, within: some.range,
        of: network)
    }
    let transfer = Transfer(of: attacked, among: many.networks)
    try write(
      TransferPlot(transfer.shares, names: many.networkNumbers, unit: "replicate").drawing(
        format(), title: "\(many.name): transfer",
        caption: [
          "\(many.name): of images whose pixels were changed by at most \(Document.label(size)) of"
            + " their range in \(counted(steps)), and which fool the network that they were made"
            + " against, the share that fools another one which recognises the original.",
          "Of \(many.rows.inputs.count) validation rows. Over the networks made against, the mean of the"
            + " others is \(meanAndDeviation(transfer.means)) (\(many.count)).",
        ]))
  }

  // MARK: - Towards a class

  /// Every image with the class of every other.
  fileprivate func targeted() throws {
    let images = try InspectedImages(self)
    let weight = try arguments.number(.lookWeight, between: 0, and: .infinity) ?? 0.2
    let ascent = Ascent(steps: try steps(200), size: 0.05, weight: weight)
    let (looks, classes) = (images.rows.inputs, images.classNames.indices)
    let pairs = looks.indices.flatMap { look in classes.map { (look, $0) } }
    func paths(_ place: Int) throws -> [Ascent.Path] {
      let some = images.samples[place]
      return try ascent.climb(
        from: pairs.map { some.inputs[$0.0] }, to: pairs.map(\.1), within: some.range,
        by: images.networks[place])
    }
    let all = try images.networks.indices.map(paths)
    let grid = looks.indices.map { look in
      ImageGrid.Row(
        images.classNames[images.rows.labels[look]],
        classes.map { wanted in
          let path = all[0][look * classes.count + wanted]
          return images.tile(
            path.end, label: images.share(path.probabilities[wanted]),
            isMarked: path.probabilities.largest == wanted)
        })
    }
    // Paths to the class that the image has anyhow tell nothing.
    let others = pairs.indices.filter { images.rows.labels[pairs[$0].0] != pairs[$0].1 }
    func over(_ number: (Ascent.Path) -> Double) -> String {
      meanAndDeviation(
        all.map { paths in
          others.reduce(0) { $0 + number(paths[$1]) } / Double(others.count)
        })
    }
    let heading = ImageGrid.Row(
      "",
      classes.map { wanted in
        let example = images.rows.labels.firstIndex(of: wanted)
        return images.tile(
          example.map { looks[$0] } ?? [Float](repeating: 0, count: looks[0].count),
          label: images.classNames[wanted])
      })
    try write(
      ImageGrid([heading] + grid, over: 0...1, ramp: .ink).drawing(
        format(), title: "\(images.name): targeted",
        caption: [
          "\(images.name): each row has the looks of one image, and each column the class that"
            + " \(images.firstName) is to see; below each image the probability of that class, in a"
            + " frame where it is the likeliest. Steps climb the class's logit less"
            + " \(Document.label(weight)) times the squared distance (\(counted(ascent.steps))).",
          images.rowNumbers,
          "Of all pairs of different classes a share of"
            + " \(over { $0.probabilities.largest == $0.label ? 1 : 0 }) succeeds, with a mean"
            + " probability of \(over { Double($0.probabilities[$0.label]) }) at a distance of"
            + " \(over(\.distance)); mean ± sample standard deviation over networks"
            + " (\(images.count)).",
        ]))
  }

  /// Noise that a network takes for a class.
  fileprivate func noise() throws {
    let images = try InspectedImages(self)
    let wanted = try classes(images.classNames)
    let ascent = Ascent(steps: try steps(200), size: 0.05)
    let all = try images.networks.indices.map { place in
      let some = images.samples[place]
      var stream = RandomStream(seed: 0)
      return try ascent.climb(
        from: wanted.map { _ in some.range.noise(from: &stream) }, to: wanted, within: some.range,
        by: images.networks[place])
    }
    let first = all[0]
    let grid = ImageGrid(
      [
        ImageGrid.Row("noise", first.map { images.tile($0.start) }),
        ImageGrid.Row(
          "taken for",
          first.map { path in
            images.tile(
              path.end,
              label:
                "\(images.classNames[path.label]) \(images.share(path.probabilities[path.label]))")
          }),
      ], over: 0...1, ramp: .ink)
    let probabilities = all.map { paths in
      paths.reduce(0) { $0 + Double($1.probabilities[$1.label]) } / Double(paths.count)
    }
    let least = all.joined().map { $0.probabilities[$0.label] }.min() ?? 0
    try write(
      AscentPlot(
        grid, objectives: first.map { (images.classNames[$0.label], $0.objectives) }
      ).drawing(
        format(), title: "\(images.name): noise",
        caption: [
          "\(images.name): what \(counted(ascent.steps)) up the logit of a class make of noise, with"
            + " the probability that \(images.firstName) gives the class; below, the logits step"
            + " by step, and their mean.",
          "The probability at the end is \(meanAndDeviation(probabilities, places: 4)) over networks"
            + " (\(images.count)), and at least \(Double(least).fixed(4)).",
        ]))
  }

  private func classes(_ names: [String]) throws(UserError) -> [Int] {
    guard let words = try arguments.list(.towards) else { return Array(names.indices) }
    var classes: [Int] = []
    for word in words {
      guard let place = names.firstIndex(of: word) else {
        throw UserError(
          "there is no class '\(word)'" + suggestion(for: word, among: names)
            + "; there are \(names.joined(separator: ", "))")
      }
      classes.append(place)
    }
    return classes
  }
}
