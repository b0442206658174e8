import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("../../../../rxchat/components/shell/early/guarded_storage.js", import.meta.url), "utf8");

/** A browser's storage with room for so many characters. */
class Roomy {
  #room;
  constructor(room, values = {}) {
    this.#room = room;
    Object.assign(this, values);
  }
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  setItem(key, value) {
    const others = Object.entries(this)
      .filter(([one]) => one !== key)
      .reduce((sum, [one, text]) => sum + one.length + text.length, 0);
    if (others + key.length + value.length > this.#room) throw new Error("QuotaExceededError");
    this[key] = value;
  }
  removeItem(key) {
    delete this[key];
  }
}

const forbid = () => {
  throw new Error("SecurityError");
};
const cookieOf = (person, left) =>
  `other=5; ${person && `rxchat_person=${person}; `}${left ? `rxchat_signed_out=${left}; ` : ""}more=1`;

/** Runs the script as a page does. Returns what it keeps, its cookie, and how to change that and be heard of by other tabs. */
function opened({ window = {}, cookie = "" }) {
  const heard = [];
  const document = { cookie, addEventListener: () => {} };
  Object.assign(window, { addEventListener: (_, listener) => heard.push(listener) });
  vm.runInNewContext(SOURCE, { window, document });
  return { ...window.rxchatStorage, document, hear: () => heard.map((listener) => listener()) };
}

const KEPT = { isShortKept: true, isLongKept: true, later: "Hi, and much more" };
const UNKEPT = { isShortKept: false, isLongKept: false, later: null };

for (const [name, storage, expected] of [
  ["with room", { value: new Roomy(1000) }, KEPT],
  ["that is full", { value: new Roomy(12) }, { isShortKept: true, isLongKept: false, later: null }],
  ["that is not there", { value: null }, UNKEPT],
  ["that can't be named", { get: forbid }, UNKEPT],
  ["that can't be used", { value: new Proxy({}, { get: () => forbid }) }, UNKEPT],
]) {
  test(`a value in a storage ${name} is there while the page is`, () => {
    const window = Object.defineProperty({}, "localStorage", { configurable: true, ...storage });
    const { local } = opened({ window });
    const isShortKept = local.setItem("draft", "Hi");
    const isLongKept = local.setItem("draft", "Hi, and much more");
    assert.equal(local.getItem("draft"), "Hi, and much more");

    const { local: next } = opened({ window }); // the page is loaded again
    assert.deepEqual({ isShortKept, isLongKept, later: next.getItem("draft") }, expected);

    next.setItem("draft", "x".repeat(50));
    next.removeItem("draft");
    assert.equal(next.getItem("draft"), null);
    assert.equal(next.getItem("other"), null);
  });
}

test("each person finds their own, in any tab, and who has signed out finds nothing", () => {
  const localStorage = new Roomy(1000);
  const tabs = { first: new Roomy(1000), second: new Roomy(1000) };
  for (const [tab, person, left, draft, token] of [
    ["first", "1", "", null, null],
    ["first", "1", "", "draft-1", "token-1"],
    ["second", "2", "", null, null],
    ["first", "2", "", "draft-2", null], // somebody else has signed in in another tab
    ["first", "1", "", "draft-1", "token-1"],
    ["second", "12", "", null, null],
    ["second", "2", "1", "draft-2", "token-2"],
    ["first", "1", "", null, "token-1"],
    ["second", "12", "", "draft-12", "token-12"],
  ]) {
    const cookie = cookieOf(person, left);
    const { local, session, document } = opened({ window: { localStorage, sessionStorage: tabs[tab] }, cookie });
    assert.deepEqual([local.getItem("draft"), session.getItem("token")], [draft, token]);
    assert.equal(document.cookie, left ? "rxchat_signed_out=; Max-Age=0; Path=/; SameSite=strict" : cookie);
    local.setItem("draft", `draft-${person}`);
    session.setItem("token", `token-${person}`);
  }
});

for (const [values, drafts, key] of [
  [{ rxchat_person: "2", draft: "old" }, [null, "old"], "2:draft"],
  [{ draft: "old" }, ["old", null], "1:draft"],
]) {
  test(`what an earlier version has kept under plain keys becomes ${key}`, () => {
    const localStorage = new Roomy(1000, values);
    const found = ["1", "2"].map((person) => {
      const { local } = opened({ window: { localStorage, sessionStorage: new Roomy(1000) }, cookie: cookieOf(person) });
      return local.getItem("draft");
    });
    assert.deepEqual([found, Object.keys(localStorage)], [drafts, [key]]);
  });
}

test("a tab is loaded again when somebody else has signed in in another", () => {
  let loads = 0;
  const reload = () => {
    loads += 1;
  };
  const tab = opened({ window: { localStorage: new Roomy(1000), location: { reload } }, cookie: cookieOf("1") });
  for (const [person, expected] of [
    ["1", 0],
    ["", 0],
    ["2", 1],
  ]) {
    tab.document.cookie = cookieOf(person);
    tab.hear();
    assert.equal(loads, expected);
  }
});
