import CLinux
import Glibc

/// The disk that a file lies on.
package struct FileSystem: Hashable, Sendable {
  /// Bytes that are free for us.
  package let free: Int
  /// The name of a file system over the network; nil of one on this machine.
  package let network: String?

  /// Looks at the file's disk, or at that of its directory as long as there is no file.
  package init?(of path: String) {
    var facts = statfs()
    guard statfs(path, &facts) == 0 || statfs(Path.parent(of: path), &facts) == 0 else {
      return nil
    }
    free = Int(facts.f_bavail) * Int(facts.f_bsize)
    network = FileSystem.networks[UInt32(truncatingIfNeeded: facts.f_type)]
  }

  /// The names of file systems by the magic numbers of `statfs(2)`: SQLite cannot rely on their locks and
  /// logs.
  private static let networks: [UInt32: String] = [
    0x6969: "NFS", 0xff53_4d42: "CIFS", 0xfe53_4d42: "SMB", 0x517b: "SMB", 0x5346_414f: "AFS",
    0x0102_1997: "9P", 0x00c3_6400: "Ceph", 0x0bd0_0bd0: "Lustre", 0x4750_4653: "GPFS",
    0x7461_636f: "OCFS2", 0x0116_1970: "GFS2",
  ]
}
