/// One server and many workers that call it, as objects of Kubernetes for `kubectl apply -f -`.
///
/// The server is a Job with a volume and a service; workers are an indexed Job whose pods may be
/// evicted at any time. Nobody is root, and nobody can write to the image. Keys are two Secrets, so
/// that workers cannot see the server's.
package struct Manifests: Sendable {
  /// The name of all objects; lower-case letters, digits and hyphens.
  package var name: String
  package var namespace: String
  package var image: String
  package var workers: Int
  /// Processors of each worker.
  package var processors: Int
  /// Memory of each worker, as Kubernetes writes it.
  package var memory: String
  /// The server's command and a worker's, as lines for `sh`.
  package var serve: String
  package var work: String
  /// Files by name: those that the server reads, its keys, and each worker's key.
  package var configuration: [(name: String, text: String)]
  package var serverKeys: [(name: String, text: String)]
  package var workerKeys: [(name: String, text: String)]
  /// Exit codes of the server that would be the same again.
  package var finalCodes: [Int]
  /// A volume claim with data, which all may read; nil for none.
  package var dataClaim: String?
  /// GPUs of each worker.
  package var gpus: Int

  package init(
    name: String, namespace: String, image: String, workers: Int, processors: Int, memory: String,
    serve: String, work: String, configuration: [(name: String, text: String)],
    serverKeys: [(name: String, text: String)], workerKeys: [(name: String, text: String)],
    finalCodes: [Int], dataClaim: String? = nil, gpus: Int = 0
  ) {
    self.name = name
    self.namespace = namespace
    self.image = image
    self.workers = workers
    self.processors = processors
    self.memory = memory
    self.serve = serve
    self.work = work
    self.configuration = configuration
    self.serverKeys = serverKeys
    self.workerKeys = workerKeys
    self.finalCodes = finalCodes
    self.dataClaim = dataClaim
    self.gpus = gpus
  }

  /// The port at which the server listens.
  package static let port = 5555
  /// Where the files of the configuration, of the keys and of what is to be kept lie in a container.
  package static let folders = (configuration: "/spec", keys: "/run/keys", results: "/results")

  /// The name by which pods of the namespace find the server.
  package static func host(of name: String) -> String { "\(name)-coordinator" }

  /// All objects, as documents of YAML.
  package var text: String {
    [
      files("Secret", "\(name)-coordinator-keys", serverKeys),
      files("Secret", "\(name)-worker-keys", workerKeys),
      files("ConfigMap", "\(name)-spec", configuration),
      claim, service, server, workerJob,
    ].joined(separator: "---\n")
  }

  /// The lines with which every object begins.
  func metadata(_ name: String) -> String {
    """
    metadata:
      name: \(name)
      namespace: \(namespace)
      labels:
        app.kubernetes.io/name: sweep
        app.kubernetes.io/instance: \(self.name)
    """
  }
}
