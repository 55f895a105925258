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

  private static func thread(
    _ body: @escaping @Sendable () -> Void
  ) throws(SystemError) -> pthread_t {
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { work in
        guard let work else { return nil }
        Unmanaged<Work>.fromOpaque(work).takeRetainedValue().perform()
        return nil
      }, work.toOpaque())
    guard failure == 0 else {
      work.release()
      throw SystemError("pthread_create", "for a piece of work", code: failure)
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
