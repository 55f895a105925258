import CLinux
import Glibc

/// Work that waits for others most of the time, each piece on a thread of its own.
package enum Threads {
  /// Does it on a thread of its own, for which nobody waits.
  package static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    pthread_detach(try thread(body))
  }

  /// Does the same with each element at the same time, and returns when all is done.
  ///
  /// Signals that are held back here are held back there too.
  package static func forEach<Element: Sendable>(
    _ elements: [Element], _ body: @escaping @Sendable (Element) -> Void
  ) throws(SystemError) {
    var threads: [pthread_t] = []
    defer { for thread in threads { pthread_join(thread, nil) } }
    for element in elements { threads.append(try thread { body(element) }) }
  }

  /// Starts so many at the same time, and ends them again: the system refuses here what it would refuse later,
  /// where a library would end the process for it.
  package static func tryOut(_ count: Int) throws(SystemError) {
    let gate = Gate(width: 1)
    var threads: [pthread_t] = []
    defer { for thread in threads { pthread_join(thread, nil) } }
    try gate.pass { () throws(SystemError) in
      for _ in 0..<count {
        let waiting = try thread(subject: "for \(count) threads", stackSize: 1 << 18) {
          gate.pass {}
        }
        threads.append(waiting)
      }
    }
  }

  private static func thread(
    subject: String = "for a thread", stackSize: Int? = nil,
    _ body: @escaping @Sendable () -> Void
  ) throws(SystemError) -> pthread_t {
    let work = Unmanaged.passRetained(Work(body))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    if let stackSize { pthread_attr_setstacksize(&attributes, stackSize) }
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, &attributes,
      { work in
        guard let work else { return nil }
        Unmanaged<Work>.fromOpaque(work).takeRetainedValue().perform()
        return nil
      }, work.toOpaque())
    guard failure == 0 else {
      work.release()
      throw SystemError("pthread_create", subject, code: failure)
    }
    return thread
  }
}

/// The work that a new thread is handed.
private final class Work: Sendable {
  let perform: @Sendable () -> Void

  init(_ perform: @escaping @Sendable () -> Void) { self.perform = perform }
}

/// Lets so many threads through at a time.
package final class Gate: Sendable {
  private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

  /// - Parameter width: how many threads may be inside at a time.
  package init(width: UInt32) {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, width)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  /// Does it as soon as there is room.
  package func pass<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    while sem_wait(semaphore) != 0 {}
    defer { sem_post(semaphore) }
    return try body()
  }
}
