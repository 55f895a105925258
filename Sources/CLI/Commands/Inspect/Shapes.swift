import Documents
import Engine
import Planning
import Reports

extension InspectKind {
  /// How large each layer is.
  static let shapes = InspectKind(
    word: "shapes",
    summary: "input and output of each layer, its parameters, neurons and multiply-adds",
    options: [.recordFormat]
  ) { request in
    let trained = request.trained
    let description = try trained.description(besides: request.spec)
    try request.print(.shapes(of: description, called: trained.name))
  }
}

extension RecordTable {
  /// The layers of a network, one a record.
  static func shapes(
    of network: NetworkDescription, called name: String
  ) throws(DescriptionError) -> RecordTable {
    let layers = try network.layerSizes()
    func sum(_ part: (LayerSize) -> Int) -> Int { layers.map(part).reduce(0, +) }
    var table = RecordTable(
      title: "\(name): layers",
      columns: [
        Column("layer"), Column("kind"), Column("detail", title: ""), Column("input"),
        Column("output"), Column("parameters"), Column("neurons"),
        Column("multiply_adds", title: "multiply-adds"),
      ],
      records: layers.enumerated().map { place, size in
        [
          .integer(place), .text(size.layer.name), .text(size.layer.detail),
          .text("\(size.input)"), .text("\(size.output)"), .integer(size.parameters),
          .integer(size.neurons), .integer(size.multiplyAdds),
        ]
      },
      notes: [
        "Parameters are all numbers of a layer, with the running moments of batch normalisation."
          + " Neurons are the sums of weighted inputs that dense layers and convolutions form;"
          + " multiply-adds are the products in these, for one sample."
      ])
    table.total = [
      .null, .text("in all"), .text(""), .text("\(network.input)"),
      .text("\(layers.last?.output ?? network.input)"), .integer(sum(\.parameters)),
      .integer(sum(\.neurons)), .integer(sum(\.multiplyAdds)),
    ]
    return table
  }
}
