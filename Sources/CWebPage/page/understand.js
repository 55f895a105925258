// The pictures of the papers, drawn by the program for this page's width and colours.

import { fill, make, plain, short } from "./elements.js";
import { address, getJSON, getText, query } from "./server.js";
import { follow, paced, progress } from "./progress.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** How wide a picture is, in millimetres at which its letters are as large as the page's. */
function width(place) {
  const pixels = Math.min(place.clientWidth, 1100);
  return Math.round(Math.min(600, Math.max(85, (pixels * 25.4) / 96 / 1.5)));
}

function picture(sweep, { kind, title }) {
  const place = make("div", { class: "picture" });
  const caption = make("figcaption");
  const figure = make("figure", { id: kind }, make("h2", {}, title), place, caption);
  let shown = "";
  async function draw() {
    const words = query({ width: width(place), scheme: dark.matches ? "dark" : "light" });
    try {
      const text = await getText(`${address(sweep, "plots", kind)}?${words}`);
      if (text === shown) return;
      shown = text;
      const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      // The caption is text below, and need not be told twice.
      const described = drawing.querySelector("desc");
      caption.textContent = plain(described?.textContent ?? "");
      described?.remove();
      drawing.removeAttribute("width");
      drawing.removeAttribute("height");
      fill(place, document.adoptNode(drawing));
      if (!place.isConnected) caption.before(place);
    } catch (error) {
      // A picture that cannot be drawn takes no room.
      shown = "";
      place.remove();
      caption.textContent = plain(error.message);
    }
  }
  return { figure, draw };
}

export function showUnderstand(main, sweep, { link }) {
  const standing = progress();
  const gallery = make("div", { class: "gallery" });
  const networks = make("p", { class: "quiet" });
  const pictures = new Map();
  // Networks do not change any more, and their pictures take longer than others.
  const ofNetworks = new Set();
  const seen = new Set();
  // Only what comes into view is asked for.
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting && !seen.has(target.id)) {
        seen.add(target.id);
        pictures.get(target.id).draw();
      }
    }
  }, { rootMargin: "300px" });

  function redraw() {
    for (const kind of seen) pictures.get(kind).draw();
  }

  function redrawResults() {
    for (const kind of seen) if (!ofNetworks.has(kind)) pictures.get(kind).draw();
  }

  async function load() {
    try {
      const answer = await getJSON(address(sweep, "plots"));
      for (const plot of answer.plots) {
        if (pictures.has(plot.kind)) continue;
        const one = picture(sweep, plot);
        pictures.set(plot.kind, one);
        if (plot.of_networks) ofNetworks.add(plot.kind);
        gallery.append(one.figure);
        watcher.observe(one.figure);
      }
      fill(networks, answer.no_networks && `There are no pictures of networks: ${plain(answer.no_networks)}.`);
      redrawResults();
    } catch (error) {
      fill(gallery, make("p", { class: "notice bad", role: "alert" }, plain(error.message)));
    }
  }

  fill(main, make("h1", {}, short(sweep, 120)), standing.region, gallery, networks);
  const again = paced(load, 5000);
  dark.addEventListener("change", redraw);
  let resized;
  addEventListener("resize", () => {
    clearTimeout(resized);
    resized = setTimeout(redraw, 300);
  });
  follow(sweep, { link, standing, again });
}
