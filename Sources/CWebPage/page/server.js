// The page's requests to the program: JSON at the page's own addresses, changes, and events.

const place = "sweep-token";

/** The token comes behind the `#` of the first address, and stays with this tab. */
function takeToken() {
  const match = /^#token=([0-9a-f]{32})$/.exec(location.hash);
  if (!match) return;
  sessionStorage.setItem(place, match[1]);
  history.replaceState(null, "", location.pathname + location.search);
}
takeToken();

function headers(more = {}) {
  const token = sessionStorage.getItem(place);
  return token ? { Authorization: `Bearer ${token}`, ...more } : more;
}

/** The sentence that the program says to a refusal. */
async function refusal(response) {
  try {
    return (await response.json()).error;
  } catch {
    return `the program answered ${response.status}`;
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { ...options, cache: "no-store" });
  } catch {
    throw new Error("the program does not answer; it may have ended");
  }
  if (!response.ok) throw new Error(await refusal(response));
  return response;
}

export async function getJSON(path) {
  return (await ask(path, { headers: headers({ Accept: "application/json" }) })).json();
}

export async function getText(path) {
  const response = await ask(path, { headers: headers({ Accept: "*/*" }) });
  // A sentence where there is nothing to draw.
  if (response.headers.get("content-type") === "application/json") throw new Error(await refusal(response));
  return response.text();
}

export async function change(path, body) {
  const response = await ask(path, {
    method: "POST",
    headers: headers({ "Content-Type": "application/json", Accept: "application/json" }),
    body: JSON.stringify(body),
  });
  return response.json();
}

/** Copies a text, for people to paste it elsewhere. */
export async function copyText(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Where others reach the page without encryption, browsers have the old way alone.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  if (!isDone) throw new Error("the browser does not let the page copy");
}

let role;

/** Whether this page may change something. */
export async function mayChange() {
  role ??= getJSON("/session").then((session) => session.role === "operator");
  return role;
}

/** Gives the query of an address; forms write a blank as a plus there, which the program takes for one. */
export function query(words) {
  return Object.entries(words).map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
}

/** The address of a sweep's page, or of what is below it. */
export function address(sweep, ...rest) {
  return "/" + ["sweeps", sweep, ...rest].map(encodeURIComponent).join("/");
}

/** Waits until somebody looks at the page. */
function seen() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", function changed() {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", changed);
      resolve();
    });
  });
}

/**
 * Listens to what the program tells of a sweep, or with "" of all, and calls again when the line breaks.
 *
 * A page that is hidden listens to nothing: browsers have six lines to a server for all of their tabs. Handlers:
 * {EVENT(data), link(isThere)}.
 */
export async function listen(sweep, handlers) {
  let pause = 500;
  for (;;) {
    await seen();
    const line = new AbortController();
    const hide = () => document.hidden && line.abort();
    document.addEventListener("visibilitychange", hide);
    try {
      const response = await fetch(`/events?sweep=${encodeURIComponent(sweep)}`, {
        headers: headers({ Accept: "text/event-stream" }), cache: "no-store", signal: line.signal,
      });
      if (!response.ok) throw new Error(await refusal(response));
      handlers.link?.(true);
      pause = 500;
      await read(response.body, handlers);
    } catch {
      // It is called again below.
    } finally {
      document.removeEventListener("visibilitychange", hide);
    }
    if (document.hidden) continue;
    handlers.link?.(false);
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, 5000);
  }
}

async function read(body, handlers) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) {
      let name = "";
      const data = [];
      for (const line of event.split("\n")) {
        if (line.startsWith("event: ")) name = line.slice(7);
        if (line.startsWith("data: ")) data.push(line.slice(6));
      }
      if (name) handlers[name]?.(data.join("\n"));
    }
  }
}
