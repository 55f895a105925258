/// One server and many workers that call it, as objects of Kubernetes for `kubectl apply -f -`.
///
/// The server is a Job with a volume and a service; workers are an indexed Job whose pods may be
/// preempted or evicted at any time. Nobody is root, and nobody can write to the image. Keys are two Secrets, so
/// that workers cannot see the server's.
package struct Manifests: Sendable {
  /// The name of all objects; lower-case letters, digits and hyphens.
  package var name: String
  /// The namespace that all objects are made in.
  package var namespace: String
  /// The image of both kinds of containers, by its reference, with `sweep` in its PATH.
  package var image: String
  /// The number of worker pods, all of which run at a time.
  package var workers: Int
  /// Processors of each worker.
  package var processors: Int
  /// Memory of each worker, as Kubernetes writes it.
  package var memory: String
  /// The server's command, as a line for `sh`.
  package var serve: String
  /// A worker's command, as a line for `sh`; its key lies in `worker.key` of the keys' folder.
  package var work: String
  /// The files that the server reads, by name.
  package var configuration: [(name: String, text: String)]
  /// The server's keys, by the names of their files.
  package var serverKeys: [(name: String, text: String)]
  /// The workers' keys, by the names of their files: `worker-0.key` and on, one for each pod's index.
  package var workerKeys: [(name: String, text: String)]
  /// Server exit codes after which a restart cannot help.
  package var finalCodes: [Int]
  /// A volume claim with data, which all may read; nil for none.
  package var dataClaim: String?
  /// GPUs of each worker.
  package var gpus: Int

  /// Makes manifests of their parts, none of which is checked.
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
