// The output of a trial in training, as it comes.

import { make, plain } from "./elements.js";
import { getJSON } from "./server.js";

const pause = 1000;

/** An element with the end of what is printed, which is asked for while somebody looks and is to follow it. */
export function liveOutput(path) {
  const text = make("pre", { tabindex: "0", role: "log", "aria-label": "The last that it printed" });
  const note = make("p", { class: "quiet" }, "It has printed nothing yet.");
  const element = make("details", { open: true, class: "live" },
    make("summary", {}, "The last that it printed, as it comes"), note, text);
  // Where somebody reads, from the top; null at the end, which stays in sight.
  let place = null;
  text.addEventListener("scroll", () => {
    const isAtEnd = text.scrollTop + text.clientHeight >= text.scrollHeight - 4;
    place = isAtEnd ? null : text.scrollTop;
  });
  function keepPlace() { text.scrollTop = place ?? text.scrollHeight; }
  let isWanted = false;
  let timer;
  async function look() {
    timer = undefined;
    if (!isWanted) return;
    if (!document.hidden && element.open && element.isConnected) {
      try {
        const output = await getJSON(path);
        const now = plain(output.text);
        if (output.attempt !== null && now !== text.textContent) {
          text.textContent = now;
          keepPlace();
        }
        note.hidden = text.textContent !== "";
      } catch {
        // The line of the page says when nobody answers.
      }
    }
    timer ??= setTimeout(look, pause);
  }
  return {
    element,
    /** The element has its place in the page; what is printed is to be followed or no more. */
    follow(flag) {
      isWanted = flag;
      keepPlace();
      if (isWanted && timer === undefined) timer = setTimeout(look, 0);
    },
  };
}
