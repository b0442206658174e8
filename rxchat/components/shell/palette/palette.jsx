// The command palette: a field, and below it everything that its words find. The arrows move, Enter does.
import {
  Folder,
  FolderKanban,
  Keyboard,
  LogOut,
  MessageSquareText,
  Monitor,
  Moon,
  PanelLeft,
  Plus,
  Search,
  Settings,
  Sun,
  Trash2,
  X,
} from "lucide-react";
import { memo, useCallback, useContext, useEffect, useId, useMemo, useState } from "react";
import { useHref, useNavigate } from "react-router";
import { ColorModeContext } from "$/utils/context";
import { load, useModels } from "../../chat/models/model_store.js";
import { useElement } from "../../lib/element.js";
import { ProviderIcon } from "../../lib/provider_icon.jsx";
import { useConversations } from "../conversations/conversation_store.js";
import "./palette.css";
import { actionsOf, deedsOf } from "./palette_actions.js";
import { groupsFor } from "./palette_entries.js";
import { usePaletteSearch } from "./palette_search.js";

/** @import { Icon } from "lucide-react" */
/** @import { Entry, Group, PaletteProps } from "./types" */

/** @type {Record<string, Icon>} */
const ICONS = {
  "new-chat": Plus,
  "sign-out": LogOut,
  dark: Moon,
  folder: Folder,
  keyboard: Keyboard,
  light: Sun,
  project: FolderKanban,
  prompt: MessageSquareText,
  search: Search,
  settings: Settings,
  sidebar: PanelLeft,
  system: Monitor,
  trash: Trash2,
};
const isMac = /Mac|iP/.test(navigator.platform);
const LONGEST = 500;

/** @param {{ entry: Entry, label: string }} props */
function EntryIcon({ entry, label }) {
  if (entry.provider) return <ProviderIcon provider={entry.provider} label={label} />;
  const Icon = ICONS[entry.icon];
  return <Icon size={16} aria-hidden="true" />;
}

/**
 * @param {object} props
 * @param {string} props.id
 * @param {Entry} props.entry
 * @param {string} props.label
 * @param {boolean} props.isActive
 * @param {(entry: Entry, isAside: boolean) => void} props.onTake
 * @param {(key: string) => void} props.onPoint
 */
function PaletteEntry({ id, entry, label, isActive, onTake, onPoint }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and Enter does what a click does
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className="palette-entry"
      onClick={(event) => onTake(entry, event.ctrlKey || event.metaKey)}
      onMouseMove={() => onPoint(entry.key)}
    >
      <span className="palette-icon">
        <EntryIcon entry={entry} label={label} />
      </span>
      <span className="palette-text">
        <span className="palette-name" dir="auto">
          {entry.name}
        </span>
        {entry.line && (
          <span className="palette-line" dir="auto">
            {entry.line.map((piece, at) => (piece.is_match ? <mark key={at}>{piece.text}</mark> : piece.text))}
          </span>
        )}
      </span>
      {entry.detail && <span className="palette-detail">{entry.detail}</span>}
      {entry.keys && (
        <span className="palette-keys" aria-hidden="true">
          {entry.keys.split(" ").map((key) => (
            <kbd key={key}>{key === "Ctrl" && isMac ? "⌘" : key}</kbd>
          ))}
        </span>
      )}
    </div>
  );
}

const Option = memo(PaletteEntry);

/**
 * The entry that Enter takes, and the keys that move it. It stays the same entry when others come; without it, it is the first.
 * @param {Entry[]} entries
 */
function useActive(entries) {
  const [key, setKey] = useState("");
  const at = Math.max(
    0,
    entries.findIndex((entry) => entry.key === key),
  );
  /** @param {number} step */
  const move = (step) => setKey(entries[(at + step + entries.length) % entries.length]?.key ?? "");
  return { active: /** @type {Entry | undefined} */ (entries[at]), move, point: setKey };
}

/**
 * All that is known now for the words that are typed.
 * @param {string} typed
 * @param {PaletteProps} props
 */
function useGroups(typed, { keys, settings, onChoose }) {
  const { pinned, items } = useConversations();
  const { models } = useModels();
  const { setColorMode } = useContext(ColorModeContext);
  const navigate = useNavigate();
  const { answer, fault, isBusy } = usePaletteSearch(typed.trim());
  const page = useMemo(() => {
    const conversations = [...pinned, ...items].sort((one, other) => (one.updated_at < other.updated_at ? 1 : -1));
    const canChoose = document.getElementById("message") !== null; // a model is one for the chat that is open
    return { conversations, models: canChoose ? models : [], actions: actionsOf({ keys, settings, setTheme: setColorMode }) };
  }, [pinned, items, models]);
  const groups = useMemo(() => groupsFor(typed, page, answer, deedsOf(onChoose, navigate)), [typed, page, answer]);
  return { groups, fault, isBusy };
}

/**
 * Does what an entry is for; `isAside` opens an address in a tab of its own.
 * @param {React.RefObject<HTMLDialogElement>} box
 */
function useTake(box) {
  const navigate = useNavigate();
  const home = useHref("/");
  return useCallback(
    /** @type {(entry: Entry, isAside: boolean) => void} */
    ({ deed }, isAside) => {
      box.current.close(); // first: it gives the focus back, which the deed may then take
      if ("act" in deed) document.dispatchEvent(new CustomEvent("rxchat:do", { detail: deed.act }));
      else if ("run" in deed) deed.run();
      else if (isAside) window.open(home + deed.to.slice(1), "_blank", "noopener");
      else navigate(deed.to);
    },
    [navigate, home],
  );
}

/**
 * Says what was found, to see where that is nothing, and else to hear.
 * @param {{ typed: string, count: number, fault: string, isBusy: boolean }} props
 */
function Word({ typed, count, fault, isBusy }) {
  const none = count || isBusy ? "" : `No results for “${typed.trim()}”. Try fewer or different words.`;
  const said = fault || none;
  return (
    <p role="status" className={said ? "palette-word" : "visually-hidden"}>
      {said || (isBusy ? "" : `${count} ${count === 1 ? "result" : "results"}`)}
    </p>
  );
}

/**
 * The field, which keeps the focus, and the way out for those without an Escape key.
 * @param {object} props
 * @param {string} props.list
 * @param {string | undefined} props.active
 * @param {string} props.typed
 * @param {(typed: string) => void} props.onType
 * @param {(event: React.KeyboardEvent) => void} props.onPress
 * @param {() => void} props.onClose
 */
function Head({ list, active, typed, onType, onPress, onClose }) {
  return (
    <div className="palette-head">
      <Search size={18} aria-hidden="true" />
      <input
        type="text"
        role="combobox"
        aria-label="Search and commands"
        aria-expanded={active !== undefined}
        aria-controls={list}
        aria-activedescendant={active}
        aria-autocomplete="list"
        placeholder="Search chats, projects, prompts and commands"
        autoComplete="off"
        spellCheck={false}
        maxLength={LONGEST}
        value={typed}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={onPress}
      />
      <button type="button" className="palette-close" aria-label="Close" onClick={onClose}>
        <kbd>Esc</kbd>
        <X size={18} aria-hidden="true" />
      </button>
    </div>
  );
}

/** @param {{ groups: Group[], id: string, children: (entry: Entry) => React.ReactNode }} props */
const Groups = ({ groups, id, children }) =>
  groups.map(({ name, entries }, at) => (
    <div key={name} role="group" aria-labelledby={`${id}-group-${at}`}>
      <div id={`${id}-group-${at}`} role="presentation" className="palette-group">
        {name}
      </div>
      {entries.map(children)}
    </div>
  ));

/** @param {PaletteProps} props */
export function Palette(props) {
  const { badges, onClose } = props;
  const id = useId();
  const box = /** @type {React.RefObject<HTMLDialogElement>} */ (useElement());
  const [typed, setTyped] = useState("");
  const { groups, fault, isBusy } = useGroups(typed, props);
  const entries = useMemo(() => groups.flatMap((group) => group.entries), [groups]);
  const { active, move, point } = useActive(entries);
  const hasModels = useModels().isLoaded;
  const labels = useMemo(() => new Map(badges.map(({ name, label }) => [name, label])), [badges]);
  const take = useTake(box);
  /** @param {string} key */
  const idOf = (key) => `${id}-${key}`;

  useEffect(() => {
    box.current.showModal();
    if (!hasModels) load();
  }, []);
  useEffect(() => {
    if (active) document.getElementById(idOf(active.key))?.scrollIntoView({ block: "nearest" });
  }, [active?.key]);

  const close = () => box.current.close();
  /** @param {React.KeyboardEvent} event */
  const pressed = (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && active) take(active, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };
  /** @param {string} value */
  const type = (value) => {
    setTyped(value);
    point("");
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it closes it, as Escape does
    <dialog
      ref={box}
      id="palette"
      className="palette"
      aria-label="Search and commands"
      onClose={onClose}
      onClick={(event) => event.target === box.current && close()}
    >
      <Head
        list={idOf("list")}
        active={active && idOf(active.key)}
        typed={typed}
        onType={type}
        onPress={pressed}
        onClose={close}
      />
      <div id={idOf("list")} role="listbox" aria-label="Results" aria-busy={isBusy} className="palette-list">
        <Groups groups={groups} id={id}>
          {(entry) => (
            <Option
              key={entry.key}
              id={idOf(entry.key)}
              entry={entry}
              label={labels.get(entry.provider ?? "") ?? ""}
              isActive={entry.key === active?.key}
              onTake={take}
              onPoint={point}
            />
          )}
        </Groups>
      </div>
      {typed.trim() && <Word typed={typed} count={entries.length} fault={fault} isBusy={isBusy} />}
    </dialog>
  );
}
