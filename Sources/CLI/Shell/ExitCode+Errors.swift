import Bundles
import Cairo
import Control
import Datasets
import Documents
import Engine
import Exports
import Glibc
import HTTPServer
import Hosts
import Keys
import Launching
import Processes
import Reports
import Runtime
import Schedulers
import Store
import ZeroMQ

/// The one place that says which exit code an error is.
///
/// A code is what programs go by: a scheduler that starts a coordinator again after 75 must not do so
/// after 2. So 2 is only for errors of the user, and an error that nobody has foreseen is a mistake of ours.
extension ExitCode {
  /// Some trials failed for good.
  static let trialsFailed = ExitCode(number: 1)

  init(for error: any Error) {
    switch error {
    case let error as UserError:
      self = error.cause.map { ExitCode(for: $0) } ?? error.exitCode
    case let error as StoreError: self.init(for: error)
    case let error as SystemError: self.init(for: error)
    case is Refusal, is EndpointError, is KeyError, is BundleError, is ControlError: self = .usage
    case let error as DocumentError: self.init(forCode: error.systemCode)
    case let error as DatasetError: self.init(forCode: error.systemCode)
    case let error as ExportError: self = error.mayPass ? .temporary : .usage
    case let error as HostError: self.init(for: error.cause)
    case is ServerError where !Server.isAvailable: self = .unavailable
    case let error as ServerError:
      self = error.code == EADDRINUSE || SystemError.isTemporary(error.code) ? .temporary : .usage
    case let error as SchedulerError where error.mayPass: self = .temporary
    case let error as SchedulerError: self.init(for: error.cause)
    case let error as LaunchError: self.init(for: error.cause)
    case let error as PrivateFolderRefused: self.init(for: error.cause)
    case let error as ListeningError:
      self = error.reason == String(cString: strerror(EADDRINUSE)) ? .temporary : .usage
    case let error as ZeroMQError:
      self = SystemError.isTemporary(error.code) ? .temporary : .internalError
    case is Refused, is FetchError: self = .unreachable
    case is OtherVersion: self = .usage
    case is QueueFolderError: self = .temporary
    case is WeightsError: self = .storage
    case is RunnerDidNotStart, is NoWorkerCanTrain: self = .unavailable
    case let error as CairoError where error.isOfMissingLibrary: self = .unavailable
    case is UnknownKeyAccepted: self = .temporary
    default: self = .internalError
    }
  }

  private init(for error: StoreError) {
    switch error.reason {
    case .missing: self = .usage
    case .foreign, .newer, .older, .damaged, .inputOutput, .notPermitted, .other: self = .storage
    case .locked, .busy, .interrupted, .full, .exhausted: self = .temporary
    case .contradiction: self = .internalError
    }
  }

  private init(for error: SystemError) {
    switch error.kind {
    case .temporary: self = .temporary
    case .program: self = .unavailable
    case .path: self = .usage
    case .other: self = .internalError
    }
  }

  /// An error in a document or a file of data is its author's, unless the system had no more to read
  /// it with.
  private init(forCode code: Int32?) {
    self = SystemError.isTemporary(code) ? .temporary : .usage
  }

  /// A refusal of a host or a scheduler is about what the user wrote, unless the system is the cause.
  private init(for cause: SystemError?) {
    if let cause { self.init(for: cause) } else { self = .usage }
  }
}
