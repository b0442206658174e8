import assert from "node:assert/strict";
import { test } from "node:test";
import { contents } from "../../../rxchat/components/settings/export_contents.js";

const EMPTY = {
  "/api/conversations": { conversations: [], next_cursor: null },
  "/api/projects": { projects: [], next_cursor: null },
  "/api/prompts": { prompts: [], next_before: null },
  "/api/folders": { folders: [] },
  "/api/preferences/instructions": { about_you: " ", how_to_respond: "" },
};

/** @param {Record<string, object | undefined>} given */
const asking = (given) => async (path) => ({ data: { ...EMPTY, ...given }[path.split("?")[0]] });

test("what can be exported", async () => {
  for (const [given, found] of [
    [{}, ""],
    [{ "/api/conversations": { conversations: [{}], next_cursor: null } }, "chats"],
    [{ "/api/projects": { projects: [{}] } }, "library"],
    [{ "/api/prompts": { prompts: [{}] } }, "library"],
    [{ "/api/folders": { folders: [{}] } }, "library"],
    [{ "/api/preferences/instructions": { about_you: "", how_to_respond: "Briefly" } }, "library"],
    [{ "/api/prompts": undefined }, "library"], // the request failed
    [{ "/api/conversations": undefined }, "chats"],
  ])
    assert.equal(await contents(asking(given)), found);
});

test("archived chats count", async () => {
  const paths = [];
  await contents(async (path) => paths.push(path) && {});
  assert.ok(paths.includes("/api/conversations?limit=1&archived=true"));
});
