import Testing

@testable import Launching

/// Lines of `.gitignore` and `.sweepignore`; what is expected is what `git check-ignore` says.
struct IgnoreRulesTests {
  private static let text = """
    # comment
    *.log
    !keep.log
    /top
    build/
    runs/**/tmp
    a/**
    **/deep/*.bin
    \\#odd
    data?.[ch]
    spaced\\ name
    trailing   
    """

  @Test(
    arguments: [
      ("x.log", false, true), ("a.b/x.log", false, true), ("sub/keep.log", false, false),
      ("top", false, true), ("top", true, true), ("sub/top", false, false),
      ("build", true, true), ("build", false, false), ("sub/build", true, true),
      ("runs/tmp", false, true), ("runs/1/2/tmp", false, true), ("sub/runs/tmp", false, false),
      ("a", true, false), ("a/b", false, true), ("a/b/c", false, true),
      ("deep/x.bin", false, true), ("1/2/deep/x.bin", false, true), ("deep/1/x.bin", false, false),
      ("#odd", false, true), ("data1.c", false, true), ("data1.x", false, false),
      ("spaced name", false, true), ("trailing", false, true), ("comment", false, false),
    ] as [(String, Bool, Bool)])
  func `a path is ignored as git ignores it`(path: String, isFolder: Bool, isIgnored: Bool) {
    var rules = IgnoreRules()
    rules.add(Self.text, of: "")
    #expect(rules.ignores(path, isFolder: isFolder) == isIgnored)
  }

  @Test func `lines count from the folder that has them, and the last that fits decides`() {
    var rules = IgnoreRules()
    rules.add("*.csv\n", of: "")
    rules.add("/own\n!wanted.csv\n", of: "sub")
    #expect(rules.ignores("sub/own", isFolder: false))
    #expect(!rules.ignores("own", isFolder: false))
    #expect(!rules.ignores("sub/wanted.csv", isFolder: false))
    #expect(rules.ignores("wanted.csv", isFolder: false))
    rules.add("!*.csv\n", of: "")
    #expect(!rules.ignores("wanted.csv", isFolder: false))
  }
}
