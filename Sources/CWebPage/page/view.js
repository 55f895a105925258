// How somebody looks at a page stands in its address, to be sent to a colleague.

import { query } from "./server.js";

/** Reads what the address says, with what is missing as given. */
export function readView(standard) {
  const words = new URLSearchParams(location.search).get("view");
  try {
    const view = { ...structuredClone(standard), ...JSON.parse(words ?? "{}") };
    for (const [key, value] of Object.entries(standard)) {
      // An address that somebody wrote by hand may say anything.
      if (value !== null && (typeof view[key] !== typeof value || Array.isArray(view[key]) !== Array.isArray(value))) {
        view[key] = structuredClone(value);
      }
    }
    return view;
  } catch {
    return structuredClone(standard);
  }
}

/** Writes what differs from the standard. */
export function writeView(view, standard) {
  const other = Object.entries(view).filter(([key, value]) =>
    JSON.stringify(value) !== JSON.stringify(standard[key]));
  const text = other.length ? `?${query({ view: JSON.stringify(Object.fromEntries(other)) })}` : "";
  history.replaceState(null, "", location.pathname + text);
}
