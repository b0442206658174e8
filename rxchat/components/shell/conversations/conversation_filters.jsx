// Which conversations the list shows: a button with a menu, and a chip for each filter that is set.
import { ListFilter, X } from "lucide-react";
import { useState } from "react";
import { withCode } from "../../lib/fetched.js";
import { useLazyMenu } from "../../lib/lazy_menu.js";
import { look } from "./conversation_store.js";
import { filtersOf, isFiltered, NO_FILTERS } from "./view_filters.js";

/** @import { ProviderBadge } from "../../lib/types" */
/** @import { Labels, View } from "../types" */

const fetchMenu = () => import("./filter_menu.jsx").then(({ FilterMenu }) => FilterMenu);
const toButton = () => /** @type {HTMLElement | null} */ (document.querySelector(".list-filter"))?.focus();

/** @param {{ view: View, badges: ProviderBadge[], labels: Labels }} props */
export function FilterButton({ view, badges, labels }) {
  const { opened, close, button } = useLazyMenu(fetchMenu);
  const [more, setMore] = useState(/** @type {{ Dialog: typeof import("./filter_dialog.jsx").FilterDialog } | null} */ (null));
  const openMore = () =>
    withCode(
      () => import("./filter_dialog.jsx"),
      ({ FilterDialog: Dialog }) => setMore({ Dialog }),
    );
  const leave = () => {
    setMore(null);
    toButton();
  };
  return (
    <>
      <button
        {...button}
        className="icon-button list-filter"
        aria-label="Filter chats"
        title="Filter chats"
        data-on={isFiltered(view) ? "" : undefined}
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
