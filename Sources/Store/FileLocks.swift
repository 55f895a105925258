import Glibc

/// Locks of an open file and not of a process, so that a second writer in the same process is kept out
/// too. The kernel lets go of them when the process dies, however it dies.
enum OpenFileLock {
  /// `F_OFD_GETLK` and `F_OFD_SETLK`, which Glibc's module does not show.
  private enum Command: Int32 {
    case ask = 36
    case take = 37
  }

  /// Takes the lock; false when another has it, with `errno` of it.
  ///
  /// - Parameter place: of the one byte that is locked; nil for all of the file.
  static func take(_ descriptor: Int32, at place: Int? = nil) -> Bool {
    var request = request(place)
    return fcntl(descriptor, Command.take.rawValue, &request) == 0
  }

  /// Whether somebody has the lock.
  static func isTaken(_ descriptor: Int32) -> Bool {
    var request = request(nil)
    return fcntl(descriptor, Command.ask.rawValue, &request) == 0
      && request.l_type != Int16(F_UNLCK)
  }

  private static func request(_ place: Int?) -> Glibc.flock {
    var request = Glibc.flock()
    request.l_type = Int16(F_WRLCK)
    request.l_whence = Int16(SEEK_SET)
    if let place {
      request.l_start = place
      request.l_len = 1
    }
    return request
  }
}
