/// The parts that the pods of both jobs have in common.
extension Manifests {
  /// Rules for pods that fail: a preemption or an eviction counts as no failure.
  var evictionPolicy: String {
    """
    podFailurePolicy:
      rules:
        - action: Ignore
          onPodConditions:
            - type: DisruptionTarget
              status: "True"
    """.indented(by: 2)
  }

  /// Keys that others could read are refused, and those of a Secret belong to root: each pod makes
  /// copies of its own, in memory.
  func command(_ line: String, keys copy: String) -> String {
    """
    command: [/bin/sh, -ec]
    args:
      - |
        umask 077
        INDEX=${JOB_COMPLETION_INDEX:-0}
        \(copy)
        exec \(line)
    """.indented(by: 10)
  }

  func podMetadata(_ component: String) -> String {
    """
    metadata:
      labels:
        app.kubernetes.io/name: sweep
        app.kubernetes.io/instance: \(name)
        app.kubernetes.io/component: \(component)
    """.indented(by: 4)
  }

  var podSecurity: String {
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
    """.indented(by: 6)
  }

  var containerSecurity: String {
    """
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: { drop: [ALL] }
    """.indented(by: 10)
  }

  var environment: String {
    let data = dataClaim == nil ? "" : "\n  - { name: SWEEP_DATA, value: /data }"
    return ("env:\n  - { name: HOME, value: /tmp }" + data).indented(by: 10)
  }

  var mounts: String {
    let data = dataClaim == nil ? "" : "\n- { name: data, mountPath: /data, readOnly: true }"
    return
      ("""
    - { name: keys, mountPath: /keys, readOnly: true }
    - { name: own-keys, mountPath: \(Manifests.folders.keys) }
    - { name: tmp, mountPath: /tmp }
    """ + data).indented(by: 12)
  }

  func volumes(keys: String) -> String {
    let data = dataClaim.map {
      """

      - name: data
        persistentVolumeClaim: { claimName: \($0), readOnly: true }
      """
    }
    return
      ("""
    - name: keys
      secret: { secretName: \(keys), defaultMode: 0440 }
    - name: own-keys
      emptyDir: { medium: Memory, sizeLimit: 4Mi }
    - name: tmp
      emptyDir: {}
    """ + (data ?? "")).indented(by: 8)
  }
}
