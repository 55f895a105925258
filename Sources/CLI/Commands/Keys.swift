import Documents
import Keys
import Processes
import Reports
import Sweeps
import ZeroMQ

extension Command {
  /// The keys that may come in to this machine's coordinators.
  static let keys = Command(
    name: "keys", summary: "make, allow, revoke and list the keys that workers come in with",
    synopsis: "new [NAME] | allow NAME KEY | limit NAME | revoke NAME | list",
    discussion: """
      'keys new NAME' makes NAME.key and allows it: take the file to the machine that works. The
      coordinator's own key is made with the first; 'keys new' alone makes just that, and shows its
      public half. With --server-key KEY, NAME.key is made where it will be used, so that nothing secret
      travels, and what to allow on the coordinator is shown. 'keys allow NAME KEY' lets in a key by its
      public half, 'keys revoke NAME' lets it in no more, and 'keys list' shows who may come in.

      A worker's key, the default, trains. With --role reader a key only looks on and fetches; with
      --role operator it may ask for what the owner of the results file may, such as
      'sweep stop --connect'.

      --slots N, with 'new' and 'allow', is a quota: all workers with that key together train N slots'
      worth of trials at a time, and more of them wait. 'keys limit NAME --slots N' changes it while
      coordinators run, and 'keys limit NAME' takes it away.

      The coordinator's key and the list are in ~/.config/sweep. Running coordinators notice when the
      list changes, and end the sessions of keys that are no longer on it.
      """,
    example: "sweep keys new ada",
    options: KeysOptions.all, operands: 1...3
  ) { arguments in
    let words = arguments.operands
    let own = KeysOptions.taken(by: words[0])
    if let stray = KeysOptions.all.first(where: { arguments.has($0) && !own.contains($0) }) {
      throw UserError("\(stray.name) does nothing with 'sweep keys \(words[0])'; leave it out")
    }
    let folder = try arguments.keyFolder()
    switch (words[0], words.count) {
    case ("new", 1): try showCoordinator(folder)
    case ("new", 2): try makeKey(try KeyName(words[1]), folder, arguments)
    case ("allow", 3): try allow(try KeyName(words[1]), words[2], folder, arguments)
    case ("limit", 2): try limit(try KeyName(words[1]), folder, arguments)
    case ("revoke", 2): try revoke(try KeyName(words[1]), folder)
    case ("list", 1): try list(folder, asJSON: arguments.has(.json))
    default:
      throw UserError(
        "usage: sweep keys new [NAME] | allow NAME KEY | limit NAME [--slots N] | revoke NAME | list"
          + suggestion(for: words[0], among: ["new", "allow", "limit", "revoke", "list"])
          + "; see 'sweep help keys'")
    }
    return .success
  }

  private static func showCoordinator(_ folder: KeyFolder) throws {
    let isNew = !folder.hasCoordinator
    let key = try folder.coordinatorOrNew().publicKey.hexadecimal
    Output.note(
      "\(isNew ? "made a" : "there is a") coordinator's key in \(folder.path); public half:")
    Output.print("\(key)\n")
  }

  private static func makeKey(
    _ name: KeyName, _ folder: KeyFolder, _ arguments: Arguments
  ) throws {
    let path = arguments.text(KeysOptions.out) ?? "\(name).key"
    let (role, slots) = try arguments.rights()
    let pair = CurveKeyPair()
    if let coordinator = try arguments.publicKey(.serverKey) {
      try KeyFile(name: name, role: role, pair: pair, coordinator: coordinator).write(to: path)
      Output.note("made \(path); the coordinator lets it in after this, over there:")
      let option =
        (role == .worker ? "" : " --role \(role.rawValue)")
        + (slots.map { " --slots \($0)" } ?? "")
      Output.print("sweep keys allow \(name) \(pair.publicKey.hexadecimal)\(option)\n")
      return
    }
    let coordinator = try folder.coordinatorOrNew().publicKey
    let file = KeyFile(name: name, role: role, pair: pair, coordinator: coordinator)
    try folder.change { (list) throws(KeyError) in
      try list.add(.init(name: name, role: role, key: pair.publicKey, slots: slots))
      try file.write(to: path)
    }
    Output.note("made \(path), which may come in as \(role.phrase)")
    guard role == .worker else { return }
    Output.note("move it to the machine that works, and start there:")
    Output.print("sweep work tcp://HOST:PORT --key \(path)\n")
  }

  private static func allow(
    _ name: KeyName, _ key: String, _ folder: KeyFolder, _ arguments: Arguments
  ) throws {
    let (role, slots) = try arguments.rights()
    let key = try CurveKey(text: key)
    try folder.change { (list) throws(KeyError) in
      try list.add(.init(name: name, role: role, key: key, slots: slots))
    }
    Output.note(
      "'\(name)' may come in as \(role.phrase); a coordinator that runs notices within a second"
    )
  }

  private static func limit(
    _ name: KeyName, _ folder: KeyFolder, _ arguments: Arguments
  ) throws {
    let slots = try arguments.integer(KeysOptions.slots, in: 1...KeysOptions.most)
    try folder.change { (list) throws(KeyError) in try list.limit(name, slots: slots) }
    let quota = slots.map { "\(counted($0, "slot")) in all" } ?? "as many slots as they bring"
    Output.note("workers of '\(name)' may have \(quota); \(hint)")
  }

  private static func revoke(_ name: KeyName, _ folder: KeyFolder) throws {
    try folder.change { (list) throws(KeyError) in try list.remove(name) }
    Output.note("'\(name)' may come in no more; \(hint)")
  }

  private static let hint = "a coordinator that runs notices within a second"

  private static func list(_ folder: KeyFolder, asJSON: Bool) throws {
    let coordinator = try folder.hasCoordinator ? folder.coordinator().publicKey : nil
    let entries = try folder.allowed().entries
    if asJSON {
      let json = JSON.object([
        "folder": .text(folder.path),
        "coordinator": .optional(coordinator) { .text($0.hexadecimal) },
        "allowed": .list(
          entries.map { entry in
            .object([
              "name": .text("\(entry.name)"), "role": .text(entry.role.rawValue),
              "key": .text(entry.key.hexadecimal),
              "slots": .optional(entry.slots) { .integer($0) },
            ])
          }),
      ])
      return Output.print(json.text)
    }
    let rows =
      [("name", "role", "slots", "public key")]
      + (coordinator.map { [("-", "coordinator", "-", $0.hexadecimal)] } ?? [])
      + entries.map {
        ("\($0.name)", $0.role.rawValue, $0.slots.map(String.init) ?? "-", $0.key.hexadecimal)
      }
    let width = rows.map(\.0.count).max() ?? 0
    let slotsWidth = rows.map(\.2.count).max() ?? 0
    for (name, role, slots, key) in rows {
      let left = [name.padded(to: width), role.padded(to: 11), slots.padded(to: slotsWidth)]
      Output.print("\(left.joined(separator: "  "))  \(key)\n")
    }
  }
}

/// The options of `keys`.
private enum KeysOptions {
  static let role = Option(
    "--role", value: "ROLE",
    words: ["worker", "reader", "operator"],
    "worker (default), reader: only looks on, or operator: may end the run")
  static let all: [Option] = [.keys, .serverKey, role, slots, out, .json]

  /// The options that a word takes; all where the word is none, which is told otherwise.
  static func taken(by word: String) -> [Option] {
    switch word {
    case "new": [.keys, .serverKey, role, slots, out]
    case "allow": [.keys, role, slots]
    case "limit": [.keys, slots]
    case "revoke": [.keys]
    case "list": [.keys, .json]
    default: all
    }
  }

  /// More slots than any key needs.
  static let most = 1 << 20
  static let slots = Option(
    "--slots", value: "N", "the slots of all workers with this key together (default: no quota)")
  static let out = Option("--out", value: "FILE", "where to write the key (default: NAME.key)")
}

extension Option {
  static let keys = Option(
    "--keys", value: "DIR", "the coordinator's keys (default: ~/.config/sweep)")
  static let key = Option(
    "--key", value: "FILE", "one's own key, as 'sweep keys new' makes it; - reads it from input")
  static let serverKey = Option(
    "--server-key", value: "KEY", "the coordinator's public key, as 'sweep keys list' shows it")
}

extension Arguments {
  /// Where the coordinator's keys are.
  func keyFolder() throws -> KeyFolder {
    if let path = text(.keys) { return KeyFolder(path) }
    return try KeyFolder(environment: CurrentProcess.environment)
  }

  /// A public key in 64 digits, if the option is given.
  func publicKey(_ option: Option) throws -> CurveKey? {
    try text(option).map(CurveKey.init(text:))
  }

  /// The key to come in with at a coordinator, if one is given.
  func key(for roles: Set<KeyRole>) throws -> WorkerKey? {
    let coordinator = try publicKey(.serverKey)
    guard let path = text(.key) else {
      guard coordinator == nil else {
        throw UserError("--server-key needs a key of one's own too: --key FILE")
      }
      return nil
    }
    let file = try path == "-" ? KeyFile(Input.text()) : KeyFile(at: path)
    return try WorkerKey(file, for: roles, coordinator: coordinator)
  }

  /// The role of a key, and the quota of its workers.
  fileprivate func rights() throws(UserError) -> (role: KeyRole, slots: Int?) {
    let roles = [KeyRole.worker, .reader, .operator].map { ($0.rawValue, $0) }
    let role = try choice(KeysOptions.role, among: roles) ?? .worker
    let slots = try integer(KeysOptions.slots, in: 1...KeysOptions.most)
    if role != .worker, slots != nil {
      throw UserError("--slots is for keys of workers; a \(role.rawValue) has none")
    }
    return (role, slots)
  }
}

extension KeyRole {
  /// The role behind its article.
  fileprivate var phrase: String { self == .operator ? "an operator" : "a \(rawValue)" }
}
