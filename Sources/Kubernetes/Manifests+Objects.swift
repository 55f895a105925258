/// The objects that pods are given: files, a volume, a name to call.
extension Manifests {
  func files(
    _ kind: String, _ name: String, _ files: [(name: String, text: String)]
  ) -> String {
    let texts = files.map { file in
      "  \(file.name): |\n" + file.text.indented(by: 4)
    }
    return """
      apiVersion: v1
      kind: \(kind)
      \(metadata(name))
      \(kind == "Secret" ? "type: Opaque\nstringData:" : "data:")
      \(texts.joined(separator: "\n"))

      """
  }

  var claim: String {
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

  var service: String {
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
}
