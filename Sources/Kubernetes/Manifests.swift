/// One server and many workers that call it, as objects of Kubernetes for `kubectl apply -f -`.
///
/// The server is a Job with a volume and a service; workers are an indexed Job whose pods may be
/// evicted at any time. Nobody is root, and nobody can write to the image. Keys are two Secrets, so
/// that workers cannot see the server's.
package struct Manifests: Sendable {
  /// What all objects are called; lower-case letters, digits and hyphens.
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
  /// Files by name: what the server reads, its keys, and each worker's key.
  package var configuration: [(name: String, text: String)]
  package var serverKeys: [(name: String, text: String)]
  package var workerKeys: [(name: String, text: String)]
  /// Exit codes of the server that would be the same again.
  package var finalCodes: [Int]
  /// A volume claim with data, which all may read; nil for none.
  package var dataClaim: String?

  package init(
    name: String, namespace: String, image: String, workers: Int, processors: Int, memory: String,
    serve: String, work: String, configuration: [(name: String, text: String)],
    serverKeys: [(name: String, text: String)], workerKeys: [(name: String, text: String)],
    finalCodes: [Int], dataClaim: String? = nil
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
      claim, service, server, crew,
    ].joined(separator: "---\n")
  }

  // MARK: - What pods are given

  private func files(
    _ kind: String, _ name: String, _ files: [(name: String, text: String)]
  ) -> String {
    let texts = files.map { file in
      "  \(file.name): |\n" + Manifests.indented(file.text, by: 4)
    }
    return """
      apiVersion: v1
      kind: \(kind)
      \(metadata(name))
      \(kind == "Secret" ? "type: Opaque\nstringData:" : "data:")
      \(texts.joined(separator: "\n"))

      """
  }

  private var claim: String {
    """
    apiVersion: v1
    kind: PersistentVolumeClaim
    \(metadata("\(name)-results"))
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 1Gi

    """
  }

  private var service: String {
    """
    apiVersion: v1
    kind: Service
    \(metadata(Manifests.host(of: name)))
    spec:
      selector:
        app.kubernetes.io/instance: \(name)
        app.kubernetes.io/component: coordinator
      ports:
        - name: workers
          port: \(Manifests.port)
          targetPort: workers

    """
  }

  // MARK: - Pods

  private var server: String {
    """
    apiVersion: batch/v1
    kind: Job
    \(metadata("\(name)-coordinator"))
    spec:
      backoffLimit: 100
      podFailurePolicy:
        rules:
          - action: Ignore
            onPodConditions:
              - type: DisruptionTarget
                status: "True"
          - action: FailJob
            onExitCodes:
              containerName: coordinator
              operator: In
              values: [\(finalCodes.map(String.init).joined(separator: ", "))]
      template:
    \(podMetadata("coordinator"))
        spec:
    \(podSecurity)
          terminationGracePeriodSeconds: 600
          containers:
            - name: coordinator
              image: \(Manifests.quoted(image))
    \(command(serve, keys: "cp /keys/* \(Manifests.folders.keys)/"))
              ports:
                - name: workers
                  containerPort: \(Manifests.port)
              startupProbe:
                tcpSocket: { port: workers }
                periodSeconds: 2
                failureThreshold: 150
              readinessProbe:
                tcpSocket: { port: workers }
                periodSeconds: 10
              livenessProbe:
                tcpSocket: { port: workers }
                periodSeconds: 30
                failureThreshold: 5
              resources:
                requests: { cpu: 250m, memory: 256Mi }
                limits: { cpu: "2", memory: 2Gi }
    \(containerSecurity)
    \(environment)
              volumeMounts:
                - { name: spec, mountPath: \(Manifests.folders.configuration), readOnly: true }
                - { name: results, mountPath: \(Manifests.folders.results) }
    \(mounts)
          volumes:
            - name: spec
              configMap: { name: \(name)-spec }
            - name: results
              persistentVolumeClaim: { claimName: \(name)-results }
    \(volumes(keys: "\(name)-coordinator-keys"))

    """
  }

  private var crew: String {
    """
    apiVersion: batch/v1
    kind: Job
    \(metadata("\(name)-worker"))
    spec:
      completionMode: Indexed
      completions: \(workers)
      parallelism: \(workers)
      backoffLimit: \(100 * workers)
      podFailurePolicy:
        rules:
          - action: Ignore
            onPodConditions:
              - type: DisruptionTarget
                status: "True"
      template:
    \(podMetadata("worker"))
        spec:
    \(podSecurity)
          terminationGracePeriodSeconds: 60
          containers:
            - name: worker
              image: \(Manifests.quoted(image))
    \(command(work, keys: "cp /keys/worker-$INDEX.key \(Manifests.folders.keys)/worker.key"))
              resources:
                requests: { cpu: "\(processors)", memory: \(memory) }
                limits: { cpu: "\(processors)", memory: \(memory) }
    \(containerSecurity)
    \(environment)
              volumeMounts:
    \(mounts)
          volumes:
    \(volumes(keys: "\(name)-worker-keys"))

    """
  }

  /// Keys that others could read are refused, and those of a Secret belong to root: each pod makes
  /// copies of its own, in memory.
  private func command(_ line: String, keys copy: String) -> String {
    return Manifests.indented(
      """
      command: [/bin/sh, -ec]
      args:
        - |
          umask 077
          INDEX=${JOB_COMPLETION_INDEX:-0}
          \(copy)
          exec \(line)
      """, by: 10)
  }

  private func metadata(_ name: String) -> String {
    """
    metadata:
      name: \(name)
      namespace: \(namespace)
      labels:
        app.kubernetes.io/name: sweep
        app.kubernetes.io/instance: \(self.name)
    """
  }

  private func podMetadata(_ component: String) -> String {
    Manifests.indented(
      """
      metadata:
        labels:
          app.kubernetes.io/name: sweep
          app.kubernetes.io/instance: \(name)
          app.kubernetes.io/component: \(component)
      """, by: 4)
  }

  private var podSecurity: String {
    Manifests.indented(
      """
      restartPolicy: Never
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        fsGroup: 65532
        seccompProfile: { type: RuntimeDefault }
      """, by: 6)
  }

  private var containerSecurity: String {
    Manifests.indented(
      """
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      """, by: 10)
  }

  private var environment: String {
    let data = dataClaim == nil ? "" : "\n  - { name: SWEEP_DATA, value: /data }"
    return Manifests.indented("env:\n  - { name: HOME, value: /tmp }" + data, by: 10)
  }

  private var mounts: String {
    let data = dataClaim == nil ? "" : "\n- { name: data, mountPath: /data, readOnly: true }"
    return Manifests.indented(
      """
      - { name: keys, mountPath: /keys, readOnly: true }
      - { name: own-keys, mountPath: \(Manifests.folders.keys) }
      - { name: tmp, mountPath: /tmp }
      """ + data, by: 12)
  }

  private func volumes(keys: String) -> String {
    let data = dataClaim.map {
      """

      - name: data
        persistentVolumeClaim: { claimName: \($0), readOnly: true }
      """
    }
    return Manifests.indented(
      """
      - name: keys
        secret: { secretName: \(keys), defaultMode: 0440 }
      - name: own-keys
        emptyDir: { medium: Memory, sizeLimit: 4Mi }
      - name: tmp
        emptyDir: {}
      """ + (data ?? ""), by: 8)
  }

  // MARK: - Text

  /// Every line moved to the right, and no new line at the end.
  private static func indented(_ text: String, by count: Int) -> String {
    let margin = String(repeating: " ", count: count)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
  }

  /// As YAML takes any text.
  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
