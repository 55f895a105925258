// The tags and notes that people wrote about a sweep or one of its configurations.

import { button, fill, make, notice, plain, short } from "./elements.js";
import { address, change, getJSON, mayChange } from "./server.js";

/** The tags and notes that there are, with fields for more where the page may change something. */
export function annotated({ sweep, configuration, tags, notes, mayWrite, changed }) {
  async function send(path, body) {
    try {
      await change(address(sweep, path), { ...body, configuration });
      changed();
    } catch (error) {
      notice(error.message, true);
    }
  }
  const subject = configuration === null ? "the sweep" : short(configuration, 120);
  const tagField = make("input", { type: "text", "aria-label": `Tags for ${subject}`, maxlength: 200, size: 16 });
  const noteField = make("textarea", { "aria-label": `Note on ${subject}`, rows: 2, maxlength: 10000 });
  return [
    (tags.length > 0 || mayWrite) && make("div", { class: "tags" },
      make("span", { class: "quiet" }, "Tags"),
      make("ul", {}, tags.map((tag) => make("li", {}, short(tag, 64), mayWrite && button("×", () =>
        send("tag", { add: [], remove: [tag] }), { "aria-label": `Take the tag ${short(tag, 64)} off` })))),
      mayWrite && make("form", {
        class: "inline",
        onsubmit(event) {
          event.preventDefault();
          const add = [...new Set(tagField.value.split(",").map((tag) => tag.trim()).filter((tag) => tag))];
          if (add.length) send("tag", { add, remove: [] });
        },
      }, tagField, make("button", {}, "Add tags"))),
    notes.length > 0 && make("ul", { class: "notes" }, notes.map((note) =>
      make("li", {}, make("span", { class: "quiet" }, `${note.written.slice(0, 16).replace("T", " ")} UTC `),
        make("span", { class: "text" }, plain(note.text))))),
    mayWrite && make("details", {}, make("summary", {}, "Write a note"),
      make("form", {
        onsubmit(event) {
          event.preventDefault();
          if (noteField.value.trim()) send("note", { text: noteField.value });
        },
      }, noteField, make("p", {}, make("button", {}, "Save the note")))),
  ];
}

/** A region with what was written about a whole sweep. */
export function annotations(sweep, changed) {
  const region = make("section", { "aria-label": "Tags and notes" });
  let known = "";
  async function load() {
    const { tags, notes } = await getJSON(address(sweep, "notes"));
    const mayWrite = await mayChange();
    const now = JSON.stringify([tags, notes, mayWrite]);
    // A text that somebody writes meanwhile stays.
    if (now === known) return;
    known = now;
    fill(region, annotated({
      sweep, configuration: null, tags, notes: notes.filter((note) => note.configuration === null), mayWrite,
      changed() {
        known = "";
        load();
        changed();
      },
    }));
  }
  return { region, load };
}
