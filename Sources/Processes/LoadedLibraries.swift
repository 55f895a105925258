import CLinux

extension CurrentProcess {
  /// The shared libraries that the loader found for this program, by the paths it found them at: the
  /// last part of each is the name that programs ask for.
  package static var libraries: [String] {
    final class Names { var all: [String] = [] }
    let names = Names()
    _ = dl_iterate_phdr(
      { object, _, names in
        guard let name = object?.pointee.name, let names else { return 0 }
        Unmanaged<Names>.fromOpaque(names).takeUnretainedValue().all.append(String(cString: name))
        return 0
      }, Unmanaged.passUnretained(names).toOpaque())
    // The program itself has no name, and what the kernel lends has no path.
    return withExtendedLifetime(names) { names.all.filter { $0.hasPrefix("/") } }
  }
}
