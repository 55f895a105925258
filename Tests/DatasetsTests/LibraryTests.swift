import Datasets
import Testing

struct LibraryTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  func writeOptdigits(_ folder: String, digit: Int) throws {
    let line = String(repeating: "0,", count: 64) + "\(digit)\n"
    try scratch.write(line, to: "\(folder)/optdigits.tra")
    try scratch.write(line, to: "\(folder)/optdigits.tes")
  }

  @Test func `the first folder that has a set wins, its subfolder before itself`() throws {
    try writeOptdigits("first/optdigits", digit: 1)
    try writeOptdigits("first", digit: 2)
    try writeOptdigits("second", digit: 3)
    let folders = ["none", "first", "second"].map { "\(scratch.path)/\($0)" }
    let library = DatasetLibrary(folders: folders, cache: nil)
    #expect(try library.open(.named("optdigits")).labels == [1, 1])
    let other = DatasetLibrary(folders: Array(folders.reversed()), cache: nil)
    #expect(try other.open(.named("optdigits")).labels == [3, 3])
  }

  @Test func `SWEEP_DATA is a list, before the user's cache folder`() throws {
    try writeOptdigits("b", digit: 4)
    try writeOptdigits("home/.cache/sweep", digit: 5)
    try writeOptdigits("xdg/sweep/optdigits", digit: 6)
    func label(_ environment: [String: String]) throws -> Int? {
      try DatasetLibrary(environment: environment).open(.named("optdigits")).labels.first
    }
    let (home, xdg) = (scratch.path + "/home", scratch.path + "/xdg")
    let data = "\(scratch.path)/a:\(scratch.path)/b"
    #expect(try label(["SWEEP_DATA": data, "HOME": home]) == 4)
    #expect(try label(["SWEEP_DATA": "/nowhere", "HOME": home]) == 5)
    #expect(try label(["HOME": home, "XDG_CACHE_HOME": xdg]) == 6)
  }

  @Test func `a set that is not there is told with where it was looked for and how to get it`()
    throws
  {
    let library = DatasetLibrary(folders: ["/a", "/b"], cache: nil)
    #expect(
      refusal(library, .named("optdigits"))
        == "the data set optdigits was not found in /a/optdigits, /a, /b/optdigits, /b:"
        + " put optdigits.tra, optdigits.tes (gzipped or not) into /a/optdigits,"
        + " or set SWEEP_DATA to the folder they are in")
    try scratch.write("", to: "optdigits.tra")
    #expect(
      refusal(scratch.library, .named("optdigits"))
        == "the data set optdigits was not found in \(scratch.path)/optdigits, \(scratch.path):"
        + " put optdigits.tes (gzipped or not) into \(scratch.path),"
        + " or set SWEEP_DATA to the folder they are in")
    #expect(
      refusal(library, .named("minst"))
        == "there is no data set 'minst'; known by name are digits, mnist, optdigits, cifar10,"
        + " emnist-letters, emnist36, nist36")
    #expect(
      refusal(library, .csv(CSVFile(path: "/none.csv", target: "y")))
        == "/none.csv cannot be read: No such file or directory")
    #expect(
      refusal(library, .csv(CSVFile(path: scratch.path, target: "y")))
        == "\(scratch.path) cannot be read: Is a directory")
  }

  @Test func `the listing tells of every set whether it is there`() throws {
    try writeOptdigits("optdigits", digit: 1)
    let listing = scratch.library.listing()
    #expect(
      listing.map(\.name)
        == ["digits", "mnist", "optdigits", "cifar10", "emnist-letters", "emnist36", "nist36"])
    guard case .embedded(let digits) = listing[0].state,
      case .refused(let error) = listing[1].state,
      case .found(let optdigits, let files, let bytes) = listing[2].state
    else {
      Issue.record("one embedded, one missing, one found; not \(listing.prefix(3))")
      return
    }
    #expect(digits.form.rows == 1797)
    #expect("\(error)".contains("train-images-idx3-ubyte"))
    #expect(optdigits.form.rows == 2)
    #expect(files == ["tra", "tes"].map { "\(scratch.path)/optdigits/optdigits.\($0)" })
    #expect(bytes == 2 * 130)
  }
}
