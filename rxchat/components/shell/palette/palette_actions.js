// What can be done from the palette, beside going somewhere that has a name of its own.
import { look } from "../conversations/conversation_store.js";

/** @import { Deeds, Entry } from "./types" */

/** In a team alone: without it, signing in again takes a command at the server's terminal. */
const isTeam = () => /(?:^|; )rxchat_person=/.test(document.cookie);

/** As a form does, because the answer leads to another page. */
function signOut() {
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/sign-out" });
  document.body.append(form);
  form.submit();
}

/**
 * A button that another part of the page has for it, where that part is on the page.
 * @param {string} name
 * @returns {HTMLElement | null}
 */
const command = (name) => document.querySelector(`[data-command="${name}"]`);

/**
 * @param {object} from
 * @param {Record<string, string>} from.keys
 * @param {[name: string, address: string][]} from.settings
 * @param {(mode: "light" | "dark" | "system") => void} from.setTheme
 * @returns {Entry[]}
 */
export function actionsOf({ keys, settings, setTheme }) {
  /** @type {(key: string, icon: string, name: string, deed: Entry["deed"]) => Entry} */
  const entry = (key, icon, name, deed) => ({ key: `do-${key}`, icon, name, keys: keys[key], deed });
  const project = command("new-project");
  return [
    entry("new-chat", "new-chat", "New chat", { act: "new-chat" }),
    ...(project ? [entry("new-project", "project", "New project", { run: () => project.click() })] : []),
    entry("search", "search", "Search chats in the sidebar", { act: "search" }),
    entry("sidebar", "sidebar", "Show or hide the sidebar", { act: "sidebar" }),
    entry("shortcuts", "keyboard", "Keyboard shortcuts", { act: "shortcuts" }),
    entry("light", "light", "Light theme", { run: () => setTheme("light") }),
    entry("dark", "dark", "Dark theme", { run: () => setTheme("dark") }),
    entry("system", "system", "System theme", { run: () => setTheme("system") }),
    ...settings.map(([name, to]) => entry(to, "settings", `Settings: ${name}`, { to })),
    entry("trash", "trash", "Recently deleted", { to: "/settings/data#trash" }),
    ...(isTeam() ? [entry("sign-out", "sign-out", "Sign out", { run: signOut })] : []),
  ];
}

/**
 * What models, folders and prompts are chosen for: a folder's chats are shown in the list, and a prompt goes to the composer's
 * picker, which asks for its variables. Without a composer the library is shown.
 * @param {(ref: string) => void} onChoose
 * @param {(to: string) => void} navigate
 * @returns {Deeds}
 */
export const deedsOf = (onChoose, navigate) => ({
  model: onChoose,
  folder(folder) {
    look({ folder });
    document.dispatchEvent(new CustomEvent("rxchat:do", { detail: "search" }));
  },
  prompt(id) {
    if (document.getElementById("message")) document.dispatchEvent(new CustomEvent("rxchat:prompt", { detail: id }));
    else navigate("/prompts");
  },
});
