// How somebody looks at a page stands in its address, to be sent to a colleague.

/** Reads what the address says, with what is missing as given. */
export function readView(standard) {
  const words = new URLSearchParams(location.search).get("view");
  try {
    const view = { ...standard, ...JSON.parse(words ?? "{}") };
    for (const [key, value] of Object.entries(standard)) {
      // An address that somebody wrote by hand may say anything.
      if (value !== null && (typeof view[key] !== typeof value || Array.isArray(view[key]) !== Array.isArray(value))) {
        view[key] = value;
      }
    }
    return view;
  } catch {
    return { ...standard };
  }
}

/** Writes what differs from the standard. */
export function writeView(view, standard) {
  const other = Object.entries(view).filter(([key, value]) =>
    JSON.stringify(value) !== JSON.stringify(standard[key]));
  const text = other.length ? `?${new URLSearchParams({ view: JSON.stringify(Object.fromEntries(other)) })}` : "";
  history.replaceState(null, "", location.pathname + text);
}
