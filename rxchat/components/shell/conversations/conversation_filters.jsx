// Which conversations the list shows: a button with a menu, and a line that says what is chosen there.
import { ListFilter } from "lucide-react";
import { useCallback, useState } from "react";
import { OFFLINE } from "../../lib/api.js";
import { failed, look } from "./conversation_store.js";

/** @import { ProviderBadge } from "../../lib/types" */
/** @import { Labels, View } from "../types" */
/** @typedef {{ Menu: typeof import("./filter_menu.jsx").FilterMenu, opener: HTMLElement }} Opened */

/** @param {{ view: View, badges: ProviderBadge[] }} props */
export function FilterButton({ view, badges }) {
  const [opened, setOpened] = useState(/** @type {Opened | null} */ (null));
  const close = useCallback(() => setOpened(null), []);
  /** @param {React.MouseEvent<HTMLElement>} event */
  const open = async ({ currentTarget: opener }) => {
    try {
      setOpened({ Menu: (await import("./filter_menu.jsx")).FilterMenu, opener });
    } catch {
      failed(OFFLINE); // its code could not be fetched
    }
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
        data-on={view.isArchived || view.provider ? "" : undefined}
        onClick={open}
      >
        <ListFilter size={16} aria-hidden="true" />
      </button>
      {opened && <opened.Menu opener={opened.opener} view={view} badges={badges} onClose={close} />}
    </>
  );
}

/** @param {{ view: View, labels: Labels }} props */
export function ShownFilters({ view, labels }) {
  const { isArchived, provider } = view;
  const clear = () => {
    look({ provider: "", isArchived: false });
    /** @type {HTMLElement | null} */ (document.querySelector(".list-filter"))?.focus();
  };
  const shown = [...(isArchived ? ["Archived"] : []), ...(provider ? [labels.get(provider) ?? provider] : [])];
  if (shown.length === 0) return null;
  return (
    <p className="list-filters">
      <span className="list-filters-words">{shown.join(" · ")}</span>
      <button type="button" onClick={clear}>
        Clear filters
      </button>
    </p>
  );
}
