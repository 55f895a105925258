import Glibc
import Processes
import Store
import Web

extension Command {
  /// Pages about a results file.
  static let web = Command(
    name: "web", summary: "show a results file as pages in a browser, live while it is written",
    synopsis: "[FILE] [options]",
    discussion: """
      Prints the address of a page and serves it until Ctrl-C: which sweeps there are, the summary table to
      sort and filter, the plots, comparisons, trials with what they printed, failures by cause, and workers.
      FILE is a results file (default: sweep.sqlite), running or finished. While somebody coordinates into it, the
      pages follow; trials that were given up can be tried again there, notes and tags be written, hosts be
      drained, the sweep be extended and the run be paused or ended.

      Only this machine reaches the pages unless --listen says otherwise; from elsewhere,
      'ssh -L 8787:localhost:8787 MACHINE' brings them there. The address has a token behind its #:
      a browser that has it may change something, and without it pages of this machine only show. Where
      others reach them, all but the empty page takes the token, and what travels is not encrypted.

      The same addresses answer programs with JSON, as the commands print it:
        /                       the sweeps, as 'sweep list --json'
        /sweeps/NAME            the table, as 'sweep table --format json'; ?format=csv is another format
        /sweeps/NAME/rows       a part of it: ?first=0&count=100&sort=parameter l2&down=true, and with
                                where={"val_accuracy mean": ">=0.9"} only rows that pass filters
        /sweeps/NAME/status     how it stands, as 'sweep status --json' without the digest
        /sweeps/NAME/trials     {"total", "first", "trials"}; ?status=failed&configuration=l2=0.1&first=0,
                                a hundred at once or &count=1000
        /sweeps/NAME/trials/ID  all about a trial, as 'sweep show --json'
        /sweeps/NAME/trials/ID/curves  what it measured, epoch by epoch
        /sweeps/NAME/trials/ID/output  the last that a trial in training has printed
        /sweeps/NAME/failures   the trials that were given up, by cause and message
        /sweeps/NAME/workers    {"workers", "quarantined", "hosts"}
        /sweeps/NAME/compare    as 'sweep compare --json'; ?a=l2=0.1&b=l2=0.2 are two configurations, or
                                two sweeps by their names
        /sweeps/NAME/notes      tags and notes of the sweep; ?configuration=l2=0.1 of a configuration
        /sweeps/NAME/spec       the spec as it was run, its other forms, and where the results come from
        /sweeps/NAME/plots      {"plots", "no_networks"}: the pictures there are; /KIND behind it is one as
                                SVG, ?width=120&scheme=dark
        /events?sweep=NAME      the status as server-sent events, whenever it changes

      Changes are POST requests with 'Authorization: Bearer TOKEN', 'Origin: http://HOST:PORT' and a body of
      JSON: to /sweeps/NAME/retry {"trials": [...], "hosts": [...]}, to /sweeps/NAME/extend {"replicates": 10}
      or {"configurations": 80}, to /sweeps/NAME/note {"text": "...", "configuration": null}, to
      /sweeps/NAME/tag {"add": [...], "remove": [...]}, to /drain {"hosts": [...]}, to /pause
      {"paused": true} or false, and to
      /stop {"at_once": false}. Sources/Web/pages.schema.json describes all answers.
      """,
    example: "sweep web --listen 8787",
    options: [WebOptions.listen, .results, .networkDisk], operands: 0...1
  ) { arguments in
    guard arguments.operands.isEmpty || !arguments.has(.results) else {
      throw UserError("name the results file once: as FILE or with --results")
    }
    let path = arguments.operands.first ?? arguments.resultsPath
    // A file that is no results file is refused here, and not on a page.
    _ = try ResultsReader(at: path)
    let address = try arguments.webAddress(WebOptions.listen) ?? .standard
    let url = try PageService.start(
      of: path, at: address, trustsNetwork: arguments.has(.networkDisk))
    Output.print("\(url)\n")
    Output.note("serving '\(path)'; Ctrl-C ends it")
    while true { Glibc.pause() }
  }
}

private enum WebOptions {
  static let listen = Option(
    "--listen", value: "ADDRESS",
    "a port, or an address of this machine and a port (default: 127.0.0.1:8787)")
}
