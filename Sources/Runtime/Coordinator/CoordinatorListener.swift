package import Processes
import ZeroMQ

/// The address where a coordinator listens, with the processes that it has for itself on its own machine.
///
/// Workers take longer to come up than a new results file, and a connection that they open waits for the loop.
package struct CoordinatorListener {
  let listening: CoordinatorLoop.Listening
  let signals: any SignalSource
  let context: Context
  /// Holds the socket file of a private endpoint.
  let directory: TemporaryFolder?
  let transport: any CoordinatorTransport
  let localWorkers: LocalWorkers

  /// Takes the address and starts what works or launches workers here.
  ///
  /// Call it on the main thread, before anything has started another: signals are taken in here.
  ///
  /// - Parameter workers: start what works or launches workers on this machine, given the endpoint.
  package init(
    _ listening: CoordinatorLoop.Listening, workers: (_ endpoint: String) throws -> [Command]
  ) throws {
    Signal.pipe.ignore()
    self.listening = listening
    signals = try listening.line ?? ProcessSignals(haveKeys: listening.keys != nil)
    // A connection is a descriptor, and a thousand of them is what many systems start with.
    try CurrentProcess.raiseDescriptorLimit()
    context = try Context()
    directory = try listening == .privately ? CoordinatorListener.privateFolder() : nil
    transport =
      switch listening {
      case .privately:
        try CoordinatorSocket(
          context, endpoint: "ipc://\(directory?.path ?? "")/coordinator", keys: nil)
      case .at(let endpoint, let keys):
        try CoordinatorSocket(context, endpoint: endpoint, keys: keys)
      case .queued(let line): line
      }
    localWorkers = try LocalWorkers(
      workers(transport.endpoint), areAlone: listening == .privately)
  }

  private static func privateFolder() throws -> TemporaryFolder {
    // A socket's path has 107 bytes at most, and some sites have longer ones for temporary files.
    let longest = "\(TemporaryFolder.place)/sweep-XXXXXX/coordinator"
    do {
      return try TemporaryFolder(in: longest.utf8.count > 107 ? "/tmp" : nil)
    } catch {
      if error.isOfDescriptors { throw error }
      throw PrivateFolderRefused(cause: error)
    }
  }
}

extension CoordinatorLoop.Listening {
  /// The way to the queue that the sweep is one of; nil where it stands alone.
  var line: SweepLine? { if case .queued(let line) = self { line } else { nil } }
}

/// There is no place for the socket of a private coordinator.
package struct PrivateFolderRefused: Error, CustomStringConvertible {
  /// The error of the system; its subject names the place that was tried.
  package let cause: SystemError

  /// A sentence with a remedy: "no directory can be made in /tmp (Permission denied); set TMPDIR to ...".
  package var description: String {
    "no directory can be made \(cause.subject) (\(cause.message)); set TMPDIR to one that can be"
      + " written to"
  }
}
