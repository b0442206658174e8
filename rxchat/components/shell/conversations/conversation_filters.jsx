// Which conversations the list shows: a button with a menu, and a chip for each filter that is set.
import { ListFilter, X } from "lucide-react";
import { useCallback, useState } from "react";
import { OFFLINE } from "../../lib/api.js";
import { failed, look } from "./conversation_store.js";
import { filtersOf, isFiltered, NO_FILTERS } from "./view_filters.js";

/** @import { ProviderBadge } from "../../lib/types" */
/** @import { Labels, View } from "../types" */
/** @typedef {{ Menu: typeof import("./filter_menu.jsx").FilterMenu, opener: HTMLElement }} Opened */

const toButton = () => /** @type {HTMLElement | null} */ (document.querySelector(".list-filter"))?.focus();

/** @param {{ view: View, badges: ProviderBadge[], labels: Labels }} props */
export function FilterButton({ view, badges, labels }) {
  const [opened, setOpened] = useState(/** @type {Opened | null} */ (null));
  const [more, setMore] = useState(/** @type {{ Dialog: typeof import("./filter_dialog.jsx").FilterDialog } | null} */ (null));
  const close = useCallback(() => setOpened(null), []);
  /** @param {React.MouseEvent<HTMLElement>} event */
  const open = async ({ currentTarget: opener }) => {
    try {
      setOpened({ Menu: (await import("./filter_menu.jsx")).FilterMenu, opener });
    } catch {
      failed(OFFLINE); // its code could not be fetched
    }
  };
  const openMore = async () => {
    try {
      setMore({ Dialog: (await import("./filter_dialog.jsx")).FilterDialog });
    } catch {
      failed(OFFLINE);
    }
  };
  const leave = () => {
    setMore(null);
    toButton();
  };
  return (
    <>
      <button
        type="button"
        className="icon-button list-filter"
        aria-label="Filter chats"
        title="Filter chats"
        aria-haspopup="menu"
        aria-expanded={opened !== null}
        data-on={isFiltered(view) ? "" : undefined}
        onClick={open}
      >
        <ListFilter size={16} aria-hidden="true" />
      </button>
      {opened && <opened.Menu opener={opened.opener} view={view} badges={badges} onMore={openMore} onClose={close} />}
      {more && <more.Dialog view={view} labels={labels} onClose={leave} />}
    </>
  );
}

/** @param {{ view: View, labels: Labels }} props */
export function ShownFilters({ view, labels }) {
  const shown = filtersOf(view, labels);
  if (shown.length === 0) return null;
  /** @param {Partial<View>} changes */
  const change = (changes) => {
    look(changes);
    toButton();
  };
  return (
    <div className="list-filters" role="group" aria-label="Filters">
      {shown.map(({ name, words, without }) => (
        <button key={name} type="button" className="list-chip" title={`Remove filter: ${words}`} onClick={() => change(without)}>
          <span className="visually-hidden">Remove filter: </span>
          <span className="list-chip-words">{words}</span>
          <X size={12} aria-hidden="true" />
        </button>
      ))}
      <button type="button" className="list-clear" onClick={() => change(NO_FILTERS)}>
        Clear filters
      </button>
    </div>
  );
}
