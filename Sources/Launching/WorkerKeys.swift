import Keys
import ZeroMQ

/// Keys for workers that a scheduler starts: made together, let in together, each with a number.
struct WorkerKeys {
  /// The name of the keys, without the number.
  let name: String
  let pairs: [CurveKeyPair]
  let coordinator: CurveKey

  init(_ name: String, count: Int, coordinator: CurveKey) {
    self.name = name
    pairs = (0..<count).map { _ in CurveKeyPair() }
    self.coordinator = coordinator
  }

  private func keyName(_ index: Int) throws(KeyError) -> KeyName {
    try KeyName("\(name)-\(index)")
  }

  private var entries: [AllowList.Entry] {
    get throws(KeyError) {
      var entries: [AllowList.Entry] = []
      for (index, pair) in pairs.enumerated() {
        entries.append(.init(name: try keyName(index), role: .worker, key: pair.publicKey))
      }
      return entries
    }
  }

  /// A list with all of them, and nobody else.
  var allowList: AllowList {
    get throws(KeyError) {
      var list = AllowList()
      for entry in try entries { try list.add(entry) }
      return list
    }
  }

  /// Puts all of them on the list.
  func letIn(by folder: KeyFolder) throws(KeyError) {
    try folder.change { (list) throws(KeyError) in
      for entry in try entries { try list.add(entry) }
    }
  }

  /// Takes all of them off the list.
  func revoke(from folder: KeyFolder) throws(KeyError) {
    try folder.change { (list) throws(KeyError) in
      for index in pairs.indices {
        let name = try keyName(index)
        if list.entries.contains(where: { $0.name == name }) { try list.remove(name) }
      }
    }
  }

  /// Lines for `sh` that put the key of number `$index` into `$public` and `$secret`.
  var choice: String {
    let cases = pairs.enumerated().map { index, pair in
      "\(index)) public=\(pair.publicKey.hexadecimal) secret=\(pair.secretKey.hexadecimal) ;;"
    }
    return "case $index in\n\(cases.joined(separator: "\n"))\nesac"
  }

  /// Lines for `sh` that are the key file.
  var file: String {
    """
    name \(name)-$index
    role worker
    public $public
    secret $secret
    coordinator \(coordinator.hexadecimal)
    """
  }

  /// The key file of one of them.
  func text(of index: Int) throws(KeyError) -> String {
    KeyFile(
      name: try keyName(index), role: .worker, pair: pairs[index], coordinator: coordinator
    ).text
  }
}
