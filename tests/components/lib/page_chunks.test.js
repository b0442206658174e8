import assert from "node:assert/strict";
import test from "node:test";
import { layerOf } from "../../../rxchat/components/lib/page_chunks.js";

/** @type {Record<string, string[]>} what each module is imported by */
const IMPORTERS = {
  "/web/app/entry.client.js?query": [],
  "/web/app/root.jsx": [],
  "/web/app/routes/_index.jsx?query": [],
  "/web/app/routes/[c].$[conversation_id]._index.jsx": [],
  "/web/app/routes/[settings].[usage]._index.jsx": [],
  react: ["context", "composer", "chart"],
  context: ["/web/app/root.jsx", "react"], // a circle
  composer: ["/web/app/routes/_index.jsx?query", "/web/app/routes/[c].$[conversation_id]._index.jsx"],
  icon: ["composer", "chart"],
  chart: ["/web/app/routes/[settings].[usage]._index.jsx"],
  "web/rxchat/lib/age.js": ["/web/app/routes/[settings].[usage]._index.jsx", "lazy"],
  charts: ["/web/app/routes/[settings].[usage]._index.jsx", "lazy"],
  dialog: ["lazy"],
  lazy: [],
};
const FETCHED_LATER = ["lazy"];

/** @param {string} id */
const getModuleInfo = (id) => ({
  importers: IMPORTERS[id],
  dynamicImporters: FETCHED_LATER.includes(id) ? ["composer"] : [],
  isEntry: id.startsWith("/"),
});

for (const [id, chunk] of [
  ["react", "page"],
  ["context", "page"],
  ["icon", "page"],
  ["composer", "chat"],
  ["chart", null],
  ["web/rxchat/lib/age.js", "page"],
  ["charts", null],
  ["dialog", null],
  ["lazy", null],
]) {
  test(`${id} goes into ${chunk ?? "a chunk of Vite's choice"}`, () => {
    assert.equal(layerOf(/** @type {string} */ (id), { getModuleInfo }), chunk);
  });
}

test("no module imports from a later layer", () => {
  const layers = ["page", "chat", null];
  for (const [id, importers] of Object.entries(IMPORTERS)) {
    for (const importer of importers) {
      const [own, its] = [id, importer].map((each) => layers.indexOf(layerOf(each, { getModuleInfo })));
      assert.ok(own <= its || importer.startsWith("/"), `${importer} imports ${id}`);
    }
  }
});
