import Processes
import Reports
import Results
import Web

extension SweepReader {
  /// The live pages of the sweep, as one file of HTML.
  func frozenPage(_ options: SummaryOptions) throws -> String {
    let reader = try keepingValues()
    var networks: [WebPage.Figure] = []
    for picture in reader.networkPictures.drawn {
      do {
        guard let drawing = try reader.networkPicture(picture.kind, millimetres: 174)
        else { continue }
        networks.append(WebPage.Figure(title: picture.title, drawing))
      } catch let error where error is UserError || error is Refusal {
        // There is nothing to draw of this kind.
      }
    }
    return try reader.report(options, version: Commands.version, networks: networks)
      .html(style: PageAssets.style)
  }
}
