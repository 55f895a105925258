/// An error of ssh or of a host's tools, as one sentence with a remedy.
///
/// ssh says everything in words and with exit code 255, so words are what there is to go by; those
/// of OpenSSH have been the same for twenty years.
enum SSHErrorMessage {
  /// - Parameter text: the text that was printed to standard error.
  static func sentence(_ text: String, to destination: String) -> String {
    let known: [(words: String, sentence: String)] = [
      (
        "Could not resolve hostname",
        "no host of this name is known; check its spelling, or give it an address in ~/.ssh/config"
      ),
      (
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
        "its host key is not the one that is known; if that is as it should be, 'ssh-keygen -R HOST'"
          + " and one 'ssh \(destination)' by hand accept the new one"
      ),
      (
        "Host key verification failed",
        "its host key is not known here; one 'ssh \(destination)' by hand shows and accepts it"
      ),
      (
        "Permission denied",
        "it does not let you in with a key; 'ssh-copy-id \(destination)' brings yours there, 'ssh-add'"
          + " unlocks it"
      ),
      ("Connection refused", "nothing listens at its ssh port; is sshd running there?"),
      ("Connection timed out", "it does not answer; is it switched on, and its ssh port open?"),
      ("No route to host", "no way leads there; is it switched on, and on this network?"),
      ("Network is unreachable", "no way leads there; is this machine on the network?"),
      ("No space left on device", "its disk is full; free some space there"),
      ("Disk quota exceeded", "your quota there is used up; free some space there"),
      ("Read-only file system", "its home cannot be written to"),
      (
        "remote port forwarding failed",
        "its sshd does not let sockets be forwarded; AllowStreamLocalForwarding yes in its sshd_config"
          + " does, or connect directly"
      ),
    ]
    if let match = known.first(where: { text.contains($0.words) }) { return match.sentence }
    let last = text.split(whereSeparator: \.isNewline).last { !$0.isEmpty }
    return last.map(String.init) ?? "the connection ended without a word"
  }
}
