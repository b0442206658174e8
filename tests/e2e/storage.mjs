// Keeps, reads and drops values with rxchat/components/shell/early/guarded_storage.js over a browser's storage that behaves as each case says.
// Argument: the file. Prints what came of each case as JSON.
import { readFileSync } from "node:fs";
import vm from "node:vm";

class Full {
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
const quiet = () => ({ addEventListener: () => {} });
const forbidden = {
  get: () => {
    throw new Error("SecurityError");
  },
};
const thrower = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error("SecurityError");
    },
  },
);

const CASES = {
  roomy: () => ({ value: new Full(1000) }),
  full: () => ({ value: new Full(12) }),
  none: () => ({ value: null }),
  "forbidden to name": () => forbidden,
  "forbidden to use": () => ({ value: thrower }),
};

const source = readFileSync(process.argv[2], "utf8");
const told = {};
for (const [name, make] of Object.entries(CASES)) {
  const window = Object.defineProperty(quiet(), "localStorage", { configurable: true, ...make() });
  const load = () => {
    vm.runInNewContext(source, { window, document: { ...quiet(), cookie: "" } });
    return window.rxchatStorage.local;
  };
  let local = load();
  const isShortKept = local.setItem("draft", "Hi");
  const isLongKept = local.setItem("draft", "Hi, and much more");
  const now = local.getItem("draft");
  local = load(); // the page is loaded again
  const later = local.getItem("draft");
  local.setItem("draft", "x".repeat(50));
  local.removeItem("draft");
  told[name] = { isShortKept, isLongKept, now, later, removed: local.getItem("draft"), missing: local.getItem("other") };
}

const cookieOf = (person, left) =>
  `other=5; ${person && `rxchat_person=${person}; `}${left ? `rxchat_signed_out=${left}; ` : ""}more=1`;

// Pages of several people in one browser, each in the tab that is named, and after somebody has signed out: what they find.
const local = new Full(1000);
const tabs = { first: new Full(1000), second: new Full(1000) };
told.found = [
  ["first", "1"],
  ["first", "1"],
  ["second", "2"],
  ["first", "2"],
  ["first", "1"],
  ["second", "12"],
  ["second", "2", "1"],
  ["first", "1"],
  ["second", "12"],
].map(([tab, person, left]) => {
  const window = { ...quiet(), localStorage: local, sessionStorage: tabs[tab] };
  const document = { ...quiet(), cookie: cookieOf(person, left) };
  vm.runInNewContext(source, { window, document });
  const { local: kept, session } = window.rxchatStorage;
  const found = `${kept.getItem("draft")} ${session.getItem("token")}${left ? ` ${document.cookie}` : ""}`;
  kept.setItem("draft", `draft-${person}`);
  session.setItem("token", `token-${person}`);
  return found;
});

// What an earlier version has kept, for the user it names or for the first one.
told.adopted = [{ rxchat_person: "2", draft: "old" }, { draft: "old" }].map((values) => {
  const storage = new Full(1000, values);
  const drafts = ["1", "2"].map((person) => {
    const window = { ...quiet(), localStorage: storage, sessionStorage: new Full(1000) };
    vm.runInNewContext(source, { window, document: { ...quiet(), cookie: cookieOf(person) } });
    return window.rxchatStorage.local.getItem("draft");
  });
  return [...drafts, ...Object.keys(storage)];
});

// A page of somebody hears from other tabs.
let loads = 0;
let hear;
const window = {
  localStorage: local,
  addEventListener: (_, heard) => {
    hear = heard;
  },
  location: {
    reload: () => {
      loads += 1;
    },
  },
};
const document = { ...quiet(), cookie: cookieOf("1") };
vm.runInNewContext(source, { window, document });
told.loads = ["1", "", "2"].map((person) => {
  document.cookie = cookieOf(person);
  hear();
  return loads;
});
console.log(JSON.stringify(told));
