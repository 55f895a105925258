import Bundles
import Cairo
import Documents
import Drawings
import HTTP
import HTTPServer
import JPEG
import Launching
import Processes
import Reports

extension Command {
  /// The program as one file that runs where nothing is installed.
  static let bundle = Command(
    name: "bundle", summary: "pack sweep and its libraries into one file for other machines",
    synopsis: "[options]",
    discussion: """
      Writes sweep-VERSION-ARCHITECTURE.tar.gz, such as sweep-0.1-x86_64.tar.gz: this program and,
      beside it, every library that it needs other than glibc, with their licences. Unpacked anywhere,
      it runs on Linux of the same architecture with a glibc at least as new as is said; nothing has to
      be installed. A bundle that is unpacked and started is also what 'sweep run --host' and 'sweep
      launch' bring to others.

      Which glibc that is, is up to the libraries. --libraries ROOT takes them from another system, whose
      root directory debootstrap or a container leaves: an older one asks for less. docker/bundle, in
      the sources of sweep, does all of it, and its bundle runs with glibc 2.34: Debian 12, Ubuntu
      22.04, Fedora 35, RHEL 9 and newer.
      """,
    example: "sweep bundle --output sweep.tar.gz",
    options: [BundleOptions.output, BundleOptions.libraries, .json]
  ) { arguments in
    let root = try arguments.text(BundleOptions.libraries).map { path in try SystemRoot(path) }
    // Libraries that are opened as they are needed are opened here: then this process has them.
    guard Server.isAvailable else {
      throw UserError(
        "pages are served by libmicrohttpd, which is not installed here and belongs into a bundle;"
          + " install libmicrohttpd12", exitCode: .unavailable)
    }
    guard Raster.readsPNG else {
      throw UserError(
        "pictures are drawn by libcairo, which is not installed here and belongs into a bundle;"
          + " install libcairo2", exitCode: .unavailable)
    }
    guard Raster.readsJPEG else {
      throw UserError(
        "photographs are read by libturbojpeg, which is not installed here and belongs into a bundle;"
          + " install libturbojpeg0", exitCode: .unavailable)
    }
    guard Client.isAvailable else {
      throw UserError(
        "servers are asked by libcurl, which is not installed here and belongs into a bundle;"
          + " install libcurl4", exitCode: .unavailable)
    }
    let bundle = try ProgramArchive(
      version: Commands.version, from: root,
      opening: [
        Server.libraryName, Raster.cairoLibraryName, Raster.jpegLibraryName, Client.libraryName,
      ]
    ).bundle
    let path = arguments.text(BundleOptions.output) ?? bundle.archiveName
    // One that proves to be no good does not take the place of an older one.
    let draft = "\(path).unproved"
    let unlicensed: [String]
    do {
      unlicensed = try bundle.write(to: draft)
      try bundle.prove(draft)
      try Folder.moveFile(at: draft, to: path)
    } catch {
      Folder.removeFile(at: draft)
      throw error
    }
    if !unlicensed.isEmpty {
      Output.note(
        "no licence was found of \(unlicensed.joined(separator: ", ")); before you pass the"
          + " bundle on, see that you may")
    }
    guard !arguments.has(.json) else {
      Output.print(
        JSON.object([
          "path": .text(path), "hash": .text("\(bundle.hash)"), "glibc": .text("\(bundle.glibc)"),
          "newest": .list(bundle.newest.map(JSON.text)),
          "architecture": .text(bundle.architecture),
        ]).document)
      return .success
    }
    Output.note(
      "runs on \(bundle.architecture) with glibc \(bundle.glibc) or newer, which"
        + " \(bundle.newest.joined(separator: ", ")) \(bundle.newest.count == 1 ? "needs" : "need");"
        + " 'ldd --version' tells what a machine has, and 'sweep help bundle' how one is made that needs less"
    )
    Output.print("\(path)\n")
    return .success
  }
}

private enum BundleOptions {
  static let output = Option(
    "--output", short: "-o", value: "FILE", "where to write it (default: sweep-VERSION-...tar.gz)")
  static let libraries = Option(
    "--libraries", value: "ROOT",
    "take the libraries from the system in this root directory (default: this one)")
}
