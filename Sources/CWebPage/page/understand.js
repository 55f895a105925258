// The pictures of the papers, drawn by the program for this page's width and colours.

import { fill, make, plain, short } from "./elements.js";
import { address, getJSON, getText, query } from "./server.js";
import { follow, paced, progress } from "./progress.js";

const titles = {
  factor: "One parameter", effects: "Effects of every value", history: "History of the search",
  slice: "Every configuration, parameter by parameter", contour: "Two parameters together",
  importance: "How much each parameter matters", parallel: "Parallel coordinates",
  curves: "Learning curves", spread: "Every replicate and fold", folds: "Folds",
  differences: "Differences from the best", confusion: "Confusion of the best", race: "Race",
  filters: "Filters of the best", weights: "Weights of the best",
  activations: "Activations of the best", occlusion: "Occlusion of the best",
  saliency: "Saliency of the best",
};

// Networks do not change any more, and their pictures take longer than others.
const ofNetworks = new Set(["filters", "weights", "activations", "occlusion", "saliency"]);

const order = Object.keys(titles);
const dark = matchMedia("(prefers-color-scheme: dark)");

/** How wide a picture is, in millimetres at which its letters are as large as the page's. */
function width(place) {
  const pixels = Math.min(place.clientWidth, 1100);
  return Math.round(Math.min(600, Math.max(85, (pixels * 25.4) / 96 / 1.5)));
}

function picture(sweep, kind) {
  const place = make("div", { class: "picture" });
  const caption = make("figcaption");
  const figure = make("figure", { id: kind }, make("h2", {}, titles[kind] ?? kind), place, caption);
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
      // What cannot be drawn takes no room.
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
  const pictures = new Map();
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
      const kinds = await getJSON(address(sweep, "plots"));
      const sorted = [...kinds].sort((a, b) => order.indexOf(a) - order.indexOf(b));
      for (const kind of sorted) {
        if (pictures.has(kind)) continue;
        const one = picture(sweep, kind);
        pictures.set(kind, one);
        gallery.append(one.figure);
        watcher.observe(one.figure);
      }
      redrawResults();
    } catch (error) {
      fill(gallery, make("p", { class: "notice bad", role: "alert" }, plain(error.message)));
    }
  }

  fill(main, make("h1", {}, short(sweep, 120)), standing.region, gallery);
  const again = paced(load, 5000);
  dark.addEventListener("change", redraw);
  let resized;
  addEventListener("resize", () => {
    clearTimeout(resized);
    resized = setTimeout(redraw, 300);
  });
  follow(sweep, { link, standing, again });
}
