/// The two jobs: the server, and the workers.
extension Manifests {
  var server: String {
    """
    apiVersion: batch/v1
    kind: Job
    \(metadata("\(name)-coordinator"))
    spec:
      backoffLimit: 100
    \(evictionPolicy)
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
              image: \(image.quoted)
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

  private var gpuLimit: String { gpus > 0 ? ", nvidia.com/gpu: \(gpus)" : "" }

  var workerJob: String {
    """
    apiVersion: batch/v1
    kind: Job
    \(metadata("\(name)-worker"))
    spec:
      completionMode: Indexed
      completions: \(workers)
      parallelism: \(workers)
      backoffLimit: \(100 * workers)
    \(evictionPolicy)
      template:
    \(podMetadata("worker"))
        spec:
    \(podSecurity)
          terminationGracePeriodSeconds: 60
          containers:
            - name: worker
              image: \(image.quoted)
    \(command(work, keys: "cp /keys/worker-$INDEX.key \(Manifests.folders.keys)/worker.key"))
              resources:
                requests: { cpu: "\(processors)", memory: \(memory) }
                limits: { cpu: "\(processors)", memory: \(memory)\(gpuLimit) }
    \(containerSecurity)
    \(environment)
              volumeMounts:
    \(mounts)
          volumes:
    \(volumes(keys: "\(name)-worker-keys"))

    """
  }
}
