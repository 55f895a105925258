import CLinux
import Glibc

/// Two descriptors: what is written to one is read from the other.
///
/// ```swift
/// let pipe = try Pipe()
/// pipe.writeEnd = nil                    // closes it
/// let readEnd = pipe.readEnd.take()      // gives it another owner
/// ```
package final class Pipe {
  /// The end to read from; nil once it is closed, or has another owner.
  package var readEnd: Descriptor?
  /// The end to write to; nil once it is closed, or has another owner.
  package var writeEnd: Descriptor?

  /// Both ends wait when they must, and neither takes the number of a standard stream.
  package init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw SystemError("pipe2", "for two descriptors") }
    let readEnd = Descriptor(owning: ends[0])
    let writeEnd = Descriptor(owning: ends[1])
    self.readEnd = try readEnd.aboveStandardStreams()
    self.writeEnd = try writeEnd.aboveStandardStreams()
  }
}

extension Descriptor {
  /// Itself, or a duplicate: where we were started with a standard stream closed, a new descriptor
  /// gets its number, and would be in the way while a child's streams are put in place.
  fileprivate consuming func aboveStandardStreams() throws(SystemError) -> Descriptor {
    number > 2 ? self : try Descriptor(duplicating: number)
  }
}
