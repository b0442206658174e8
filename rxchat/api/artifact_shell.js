// Artifact shell: runs a document that a model wrote, in a frame that reaches nothing. See docs/artifacts.md.
//
// The policy of this page runs this script and what this script starts: scripts from a blob that it makes. So a frame inside of the
// artifact has no script, and with that no WebRTC, which no policy covers and which is removed here.
const page = window.parent;
const key = location.hash.slice(1);
const HANDLERS = [
  ...new Set([Document.prototype, HTMLElement.prototype, SVGElement.prototype].flatMap(Object.getOwnPropertyNames)),
]
  .concat("onload", "onunload", "onbeforeunload", "onmessage", "onpopstate", "onhashchange", "onstorage")
  .filter((name) => name.startsWith("on"));
const RUNNING = /^(?:(?:text|application)\/(?:x-)?(?:java|ecma)script|module)?$/i;
const MOST_ERRORS = 20;

/** @type {(message: Record<string, string | number>) => void} */
let tell = () => {};

let errors = 0;

/** @param {unknown} problem */
function failed(problem) {
  errors += 1;
  if (errors <= MOST_ERRORS) tell({ type: "error", message: String(problem).slice(0, 300) });
}

/**
 * The code of an attribute such as `onclick`, with the names it finds in its element, form and document.
 * @param {string} code
 */
const handler = (code) => new Function("event", `with(document){with(this.form??{}){with(this){${code}\n}}}`);

/** @param {Element} element */
function attach(element) {
  for (const name of element.getAttributeNames()) {
    if (!HANDLERS.includes(name)) continue;
    const code = element.getAttribute(name) ?? "";
    element.removeAttribute(name);
    try {
      Reflect.set(element, name, handler(code));
    } catch (problem) {
      failed(problem);
    }
  }
}

/** @param {Node} node */
function attachAll(node) {
  if (!(node instanceof Element)) return;
  attach(node);
  for (const element of node.querySelectorAll("*")) attach(element);
}

/** @param {MutationRecord[]} changes */
function changed(changes) {
  for (const { type, target, addedNodes } of changes) {
    if (type === "attributes") attach(/** @type {Element} */ (target));
    else addedNodes.forEach(attachAll);
  }
}

/**
 * A link opens only after the page has asked; one to a place in the artifact is followed.
 * @param {MouseEvent} event
 */
function clicked(event) {
  const link = event.composedPath().find((part) => part instanceof Element && part.matches("a[href], area[href]"));
  if (event.defaultPrevented || !(link instanceof Element)) return;
  const href = (link.getAttribute("href") ?? "").trim();
  if (href.startsWith("#")) return;
  event.preventDefault();
  if (/^javascript:/i.test(href)) handler(decodeURIComponent(href.slice("javascript:".length))).call(link);
  else tell({ type: "link", href: href.slice(0, 2000) });
}

/**
 * Run a script where it stands, and wait for it as a browser does for one in a page.
 * @param {Comment} place
 * @param {HTMLScriptElement} script
 */
function run(place, script) {
  const running = document.createElement("script");
  for (const { name, value } of script.attributes) if (name !== "nonce") running.setAttribute(name, value);
  if (!script.hasAttribute("src")) running.src = URL.createObjectURL(new Blob([script.text], { type: "text/javascript" }));
  running.async = false;
  return new Promise((resolve) => {
    running.addEventListener("load", resolve);
    running.addEventListener("error", () => {
      failed(script.src ? `Couldn't load ${script.src}. Artifacts have no network.` : "A script couldn't be run.");
      resolve(undefined);
    });
    place.replaceWith(running);
  });
}

/** @param {Document} drawn */
function takeOver(drawn) {
  for (const name of /** @type {const} */ (["documentElement", "body"])) {
    for (const { name: attribute, value } of drawn[name].attributes) document[name].setAttribute(attribute, value);
  }
  document.head.append(...drawn.head.childNodes);
  document.body.replaceChildren(...drawn.body.childNodes);
  attachAll(document.documentElement);
  const watched = { subtree: true, childList: true, attributes: true, attributeFilter: HANDLERS };
  new MutationObserver(changed).observe(document, watched);
}

/** @param {string} text */
function ownScript(text) {
  const script = document.createElement("script");
  script.text = text;
  const place = document.createComment("");
  document.head.append(place);
  return run(place, script);
}

/** @param {{ html: string, library: string, script: string }} content */
async function show({ html, library, script }) {
  const drawn = new DOMParser().parseFromString(html, "text/html");
  for (const element of drawn.querySelectorAll("base, meta[http-equiv]")) element.remove();
  /** @type {[Comment, HTMLScriptElement][]} */
  const scripts = [];
  for (const own of drawn.querySelectorAll("script")) {
    if (!RUNNING.test(own.type)) continue;
    const place = drawn.createComment("");
    own.replaceWith(place);
    scripts.push([place, own]);
  }
  takeOver(drawn);
  window.addEventListener("click", clicked);
  for (const [place, own] of scripts) await run(place, own);
  for (const text of [library, script]) if (text) await ownScript(text);
  document.dispatchEvent(new Event("DOMContentLoaded", { bubbles: true }));
  window.dispatchEvent(new Event("load"));
  tell({ type: "shown" });
}

/** Values an artifact keeps while it is open: a frame without an origin has no storage, and many expect one. */
function keepInMemory() {
  for (const name of ["localStorage", "sessionStorage"]) {
    /** @type {Map<string, string>} */
    const kept = new Map();
    const storage = {
      getItem: (/** @type {string} */ key) => kept.get(String(key)) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(String(key), String(value)),
      removeItem: (/** @type {string} */ key) => void kept.delete(String(key)),
      clear: () => kept.clear(),
      key: (/** @type {number} */ index) => [...kept.keys()][index] ?? null,
      get length() {
        return kept.size;
      },
    };
    Object.defineProperty(window, name, { value: storage });
  }
}

/** @param {MessageEvent} event */
function started(event) {
  const [port] = event.ports;
  if (event.source !== page || event.data?.key !== key || !port) return;
  window.removeEventListener("message", started);
  const send = port.postMessage.bind(port);
  tell = (message) => send(message);
  port.onmessage = ({ data }) => send({ type: "pong", beat: data });
  window.addEventListener("error", ({ message }) => failed(message));
  window.addEventListener("unhandledrejection", ({ reason }) => failed(reason));
  keepInMemory();
  show(event.data).catch(failed);
}

for (const name of Object.getOwnPropertyNames(window)) {
  if (/^(?:webkit|moz)?RTC/.test(name)) Reflect.deleteProperty(window, name);
}
if (page !== window && key) {
  window.addEventListener("message", started);
  page.postMessage({ rxchat: "ready", key }, "*"); // the page's origin isn't known here, and this tells it nothing
}

export {};
