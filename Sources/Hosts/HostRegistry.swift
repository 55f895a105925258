package import Processes

/// The jobs that were started on hosts, kept beside the results for later command lines.
package struct HostRegistry: Sendable {
  /// The path of the folder, in which each host has a file `NAME.host`.
  package let folder: String

  /// The registry in a folder, which is made when something is written.
  package init(_ folder: String) { self.folder = folder }

  /// All hosts, by name.
  package func records() throws(SystemError) -> [HostRecord] {
    guard Folder.exists(at: folder) else { return [] }
    let folder = try Folder(folder)
    var records: [HostRecord] = []
    for name in try folder.names() where name.hasSuffix(HostRegistry.suffix) {
      let text = String(decoding: try folder.bytes(of: name), as: UTF8.self)
      // One that a later version wrote otherwise is none of ours.
      if let record = HostRecord(text) { records.append(record) }
    }
    return records
  }

  /// Writes down how it stands with a host.
  package func note(_ record: HostRecord) throws(SystemError) {
    try Folder(folder).write(Array(record.text.utf8), to: record.host.name + HostRegistry.suffix)
  }

  /// Forgets a host.
  package func forget(_ host: RemoteHost) throws(SystemError) {
    guard Folder.exists(at: folder) else { return }
    try Folder(folder).remove(host.name + HostRegistry.suffix)
  }

  private static let suffix = ".host"
}

/// How it stands with a host.
package struct HostRecord: Hashable, Sendable {
  /// The last step that a command line took with a host's worker.
  package enum State: String, Hashable, Sendable {
    case starting
    case started
    /// The worker was not started; `note` says why.
    case failed
    case draining
    case stopped
  }

  /// The host as it was named when its worker was started.
  package let host: RemoteHost
  /// The words of the ssh that leads there.
  package let shell: [String]
  /// The name of the job there.
  package let job: String
  /// The last step with its worker, whether that has gone home since or not.
  package var state: State
  /// One sentence, or nothing.
  package var note: String

  /// - Parameters:
  ///   - shell: the words of another ssh; nil for `ssh`.
  ///   - job: the name of the job there.
  ///   - note: one sentence; line breaks become spaces when it is written down.
  package init(
    _ host: RemoteHost, shell: [String]?, job: String, state: State, note: String = ""
  ) {
    self.host = host
    self.shell = shell ?? ["ssh"]
    self.job = job
    self.state = state
    self.note = note
  }

  /// The way there.
  package var connection: SSHConnection { SSHConnection(host, shell: shell) }

  /// A line a fact: a word, a space, and all that follows.
  var text: String {
    """
    host \(host.destination)
    slots \(host.slots.map(String.init) ?? "-")
    via \(host.route.rawValue)
    program \(host.program ?? "-")
    ssh \(shell.joined(separator: " "))
    job \(job)
    state \(state.rawValue)
    note \(String(note.map { $0.isNewline ? " " : $0 }))

    """
  }

  init?(_ text: String) {
    var values: [Substring: String] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      values[words[0]] = words.count > 1 ? String(words[1]) : ""
    }
    guard let destination = values["host"], let route = RemoteHost.Route(word: values["via"]),
      let state = State(rawValue: values["state"] ?? ""), let job = values["job"],
      let host = try? RemoteHost(
        destination: destination, slots: values["slots"].flatMap { Int($0) }, route: route,
        program: values["program"].flatMap { $0 == "-" ? nil : $0 })
    else { return nil }
    self.init(
      host, shell: values["ssh"]?.split(separator: " ").map(String.init), job: job, state: state,
      note: values["note"] ?? "")
  }
}

extension RemoteHost.Route {
  fileprivate init?(word: String?) { self.init(rawValue: word ?? "") }
}
