// The conversations of the sidebar: searched, filtered, and drawn page by page as far as a person scrolls.

import { Command, Search } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "react-router";
import { partsOf } from "../../lib/chunks.js";
import { useElement } from "../../lib/element.js";
import { withCode } from "../../lib/fetched.js";
import { Folders } from "../folders/folders_opener.jsx";
import { Projects } from "../projects/lazy_section.jsx";
import { FilterButton, ShownFilters } from "./conversation_filters.jsx";
import { ConversationMenu } from "./conversation_menu.jsx";
import { Entry } from "./conversation_row.jsx";
import { Hits, searched, useSearch } from "./conversation_search.jsx";
import { follow, loadMore, useConversations } from "./conversation_store.js";
import { byPeriod } from "./date_groups.js";
import { clear, selection } from "./selection.js";
import { isNarrow } from "./view_filters.js";

/** @import { ProviderBadge } from "../../lib/types" */
/** @import { Conversation, ListChanges, OpenMenu, View as ShownView } from "../types" */

const PART = 25; // rows, about as high as the list

/**
 * Loads what comes next once it is in sight, and on a click where that is not seen.
 * @param {{ count: number, isLoading: boolean }} props
 */
function More({ count, isLoading }) {
  const button = /** @type {React.RefObject<HTMLButtonElement>} */ (useElement());
  useEffect(() => {
    const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && loadMore(), {
      rootMargin: "300px",
    });
    watch.observe(button.current);
    return () => watch.disconnect();
  }, [count]);
  return (
    <button ref={button} type="button" className="action show-more" aria-busy={isLoading} onClick={loadMore}>
      {isLoading ? "Loading…" : "Show more"}
    </button>
  );
}

/**
 * Arrows move between the search field and what stands below it.
 * @param {React.KeyboardEvent} event
 * @param {HTMLElement} root
 */
function moveThrough(event, root) {
  const { key, target } = event;
  const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  if (!step || !(target instanceof Element) || target.matches(".title-input")) return;
  const stops = [
    .../** @type {NodeListOf<HTMLElement>} */ (
      root.querySelectorAll("input[type=search], nav [role=treeitem][tabindex='0'], nav li a, nav li input")
    ),
  ];
  const own = /** @type {HTMLElement | null} */ (target.closest("input, a, [role=treeitem]"));
  const at = own ? stops.indexOf(own) : -1;
  const next = at < 0 ? undefined : stops[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

const isMac = typeof navigator !== "undefined" && /Mac|iP/.test(navigator.platform);
const openPalette = () => document.dispatchEvent(new CustomEvent("rxchat:do", { detail: "palette" }));

/** @param {{ field: React.RefObject<HTMLInputElement>, typed: string, onType: (typed: string) => void }} props */
function SearchField({ field, typed, onType }) {
  return (
    <div className="search">
      <Search size={16} aria-hidden="true" />
      <input
        ref={field}
        id="search"
        type="search"
        aria-label="Search conversations"
        placeholder="Search chats"
        title="Search chats"
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
      {!typed && (
        <button
          type="button"
          className="search-all"
          aria-label="Search and commands"
          title="Search and commands"
          onClick={openPalette}
        >
          <kbd>{isMac ? "⌘K" : "Ctrl K"}</kbd>
          <Command size={16} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}

/**
 * All conversations of the view, by when they were last active. `entry` draws one.
 * @param {{ known: ReturnType<typeof useConversations>, entry: (conversation: Conversation) => React.ReactNode }} props
 */
function Groups({ known, entry }) {
  const groups = useMemo(() => {
    const dated = byPeriod(known.items);
    return known.pinned.length ? [/** @type {const} */ (["Pinned", known.pinned]), ...dated] : dated;
  }, [known.pinned, known.items]);
  return (
    <>
      {known.fault && (
        <p className="quiet" role="alert">
          {known.fault}
        </p>
      )}
      {groups.map(([name, conversations]) => (
        <section key={name}>
          <h2 className="group-name">{name}</h2>
          {partsOf(conversations, PART).map((part, at) => (
            <ul key={at} className="part" style={{ "--rows": part.length }}>
              {part.map(entry)}
            </ul>
          ))}
        </section>
      ))}
      {known.isLoaded && groups.length === 0 && <Nothing view={known.view} />}
      {!known.isLoaded && !known.fault && <Bones />}
      {known.cursor && <More count={known.items.length} isLoading={known.isLoading} />}
    </>
  );
}

/** What can be done with those that are selected; its code is fetched with the first one. @param {boolean} isSelecting */
function useSelectionBar(isSelecting) {
  const [loaded, setLoaded] = useState(/** @type {{ Bar: typeof import("./selection_bar.jsx").SelectionBar } | null} */ (null));
  useEffect(() => {
    if (!isSelecting || loaded) return;
    withCode(
      () => import("./selection_bar.jsx"),
      ({ SelectionBar: Bar }) => setLoaded({ Bar }),
    );
  }, [isSelecting]);
  return isSelecting && loaded ? loaded.Bar : null;
}

/** On a phone the drawer covers the page: it closes when another page comes. @param {string} pathname */
function useDrawerShut(pathname) {
  useEffect(() => {
    document.documentElement.dataset.drawer = "closed";
  }, [pathname]);
}

/** Whether it was ever so: a new connection counts its changes from 0. @param {boolean} isSo */
function useEver(isSo) {
  const ever = useRef(false);
  ever.current ||= isSo;
  return ever.current;
}

/** @param {string} typed */
const setTyped = (typed) => searched.update({ typed });

/**
 * `folders` and `projects` count the changes of those.
 * @param {{ changes: ListChanges, folders: number, projects: number, connection: string, running: number[], badges: ProviderBadge[] }} props
 */
export function ConversationList({ changes, folders, projects, connection, running, badges }) {
  const root = /** @type {React.RefObject<HTMLDivElement>} */ (useElement());
  const field = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  const { pathname } = useLocation();
  const shownId = Number(/^\/c\/(\d+)/.exec(pathname)?.[1] ?? 0);
  const known = useConversations();
  const typed = searched.use((all) => all.typed);
  const [menu, setMenu] = useState(/** @type {OpenMenu | null} */ (null));
  const labels = useMemo(() => new Map(badges.map(({ name, label }) => [name, label])), [badges]);
  const words = typed.trim();
  const isListed = useEver(changes.number > 0); // the open chat comes first: nothing is asked for while it is on its way
  const isWhole = isListed && !words && !known.view.provider;
  const found = useSearch(words, known.view);
  const selected = selection.use((all) => all.ids);
  const isSelecting = selected.size > 0;
  const Bar = useSelectionBar(isSelecting);
  useEffect(() => {
    if (changes.number) follow(changes, connection);
  }, [changes, connection]);
  useDrawerShut(pathname);

  const openMenu = useCallback(
    /** @type {(conversation: Conversation, opener: HTMLElement) => void} */
    (conversation, opener) => setMenu({ conversation, opener }),
    [],
  );
  const closeMenu = useCallback(() => setMenu(null), []);
  /** @param {React.KeyboardEvent} event */
  const pressed = (event) => {
    if (event.key === "Escape" && (typed || isSelecting)) {
      event.preventDefault();
      if (!typed) clear();
      else field.current.focus();
      setTyped("");
    }
    moveThrough(event, root.current);
  };
  /** @param {Conversation} conversation */
  const entry = (conversation) => (
    <Entry
      key={conversation.id}
      conversation={conversation}
      labels={labels}
      isCurrent={conversation.id === shownId}
      isRunning={running.includes(conversation.id)}
      isRenaming={conversation.id === known.renaming}
      isOpen={menu?.conversation.id === conversation.id}
      isSelecting={isSelecting}
      isSelected={selected.has(conversation.id)}
      onMenu={openMenu}
    />
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys of the field and the links in it
    <div
      ref={root}
      className="conversations"
      data-escapes={typed || isSelecting ? "" : undefined} // Escape empties the field, and does not also stop an answer or close the drawer
      onKeyDown={pressed}
    >
      {Bar ? (
        <Bar />
      ) : (
        <div className="list-head">
          <SearchField field={field} typed={typed} onType={setTyped} />
          <FilterButton view={known.view} badges={badges} labels={labels} />
        </div>
      )}
      <ShownFilters view={known.view} labels={labels} />
      <nav aria-label="Conversations">
        {isWhole && <Projects version={projects} />}
        {isWhole && !known.view.isArchived && <Folders changes={folders} labels={labels} shownId={shownId} />}
        {words ? <Hits words={words} found={found} labels={labels} /> : <Groups known={known} entry={entry} />}
      </nav>
      {menu && <ConversationMenu {...menu} isSelectable onClose={closeMenu} />}
    </div>
  );
}

/** @param {{ view: ShownView }} props */
function Nothing({ view }) {
  if (isNarrow(view)) return <p className="quiet">No chats match these filters.</p>;
  if (view.isArchived) return <p className="quiet">No archived chats.</p>;
  return <p className="quiet">{view.provider ? "No chats with this provider yet." : "Your chats will appear here."}</p>;
}

function Bones() {
  return (
    <div className="list-bones" aria-hidden="true">
      {["70%", "85%", "60%"].map((width) => (
        <div key={width} className="bone" style={{ width }} />
      ))}
    </div>
  );
}
