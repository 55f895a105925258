import CYAML
import Documents

/// Tells libyaml's complaint in a sentence for people who have never read YAML's grammar.
///
/// Some complaints come where the parser despaired, far below the slip; those are given the place
/// where the thing that went wrong begins.
func complaint(of parser: UnsafePointer<yaml_parser_t>) -> DocumentError {
  let state = parser.pointee
  guard let words = state.problem else {
    return DocumentError("there is no memory to read on", at: Mark(state.mark))
  }
  let problem = String(cString: words)
  let place = Mark(state.error == YAML_READER_ERROR ? state.mark : state.problem_mark)
  let start = Mark(state.context_mark)

  switch problem {
  case "found character that cannot start any token":
    // The scanner has stopped before the character.
    let character = Character(UnicodeScalar(state.buffer.pointer.pointee))
    return character == "\t"
      ? tab(at: place)
      : DocumentError("nothing begins with '\(character)' in YAML; quote the text", at: place)
  case "found a tab character that violates indentation",
    "found a tab character where an indentation space is expected":
    return tab(at: place)
  case "did not find expected ',' or ']'":
    return DocumentError(
      "the list that begins with '[' in line \(start.line) lacks a ',' or its ']' here", at: place)
  case "did not find expected ',' or '}'":
    return DocumentError(
      "the block that begins with '{' in line \(start.line) lacks a ',' or its '}' here", at: place)
  case "did not find expected key":
    return DocumentError(
      "this does not fit the block that begins in line \(start.line);"
        + " check indentation, quotes and brackets", at: place)
  case "did not find expected '-' indicator":
    return DocumentError(
      "this does not fit the list that begins in line \(start.line);"
        + " begin it with '-', or check its indentation", at: place)
  case "mapping values are not allowed in this context":
    return DocumentError(
      "this ':' cannot stand here; quote the text, or check indentation and the line above",
      at: place)
  case "could not find expected ':'":
    return DocumentError("this key lacks its ':'", at: start)
  case "found unexpected end of stream", "found unexpected document indicator":
    return DocumentError("the quotes that open here are never closed", at: start)
  case "did not find expected node content":
    return DocumentError("a value is missing here", at: place)
  case "block sequence entries are not allowed in this context":
    return DocumentError(
      "a list with '-' cannot begin here; begin it on a line of its own", at: place)
  case "found unknown escape character":
    return DocumentError(
      "this backslash escapes nothing; write \\\\ for a backslash, or use single quotes", at: place)
  case "did not find expected <document start>":
    return secondDocument(at: place)
  default:
    let context = state.context.map { String(cString: $0) + ": " } ?? ""
    return DocumentError("this is no YAML: \(context)\(problem)", at: place)
  }
}

func secondDocument(at place: Mark) -> DocumentError {
  DocumentError("a second document begins here; keep one in a file", at: place)
}

private func tab(at place: Mark) -> DocumentError {
  DocumentError("a tab cannot indent in YAML; use spaces", at: place)
}
