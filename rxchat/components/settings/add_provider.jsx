// Add provider: the button in the settings and its dialog. What the dialog holds (`provider_picker.jsx`) is fetched when it opens.
import { Plus } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useElement } from "../lib/element.js";
import { nameIn } from "./provider_search.js";

/**
 * A provider as `state/provider_views.py` has it.
 * @typedef {{
 *   name: string, label: string, company: string, about: string, icon: string, is_listed: boolean, is_broken: boolean,
 *   is_enabled: boolean, needs_key: boolean, key_url: string, base_url: string, usual_url: string, environment_hint: string,
 * }} Provider
 */

/**
 * `/settings#claude` opens the dialog at Claude and `/settings#add` at all of them. What is in the list opens its row by itself.
 * @param {Provider[]} providers
 * @param {(name: string) => void} open
 */
function useArrival(providers, open) {
  const known = useRef(providers);
  known.current = providers;
  const isLoaded = providers.length > 0;
  useEffect(() => {
    const arrive = () => {
      const name = nameIn(location.hash);
      if (!known.current.length) return;
      if (name === "add") open("");
      else if (known.current.some((one) => one.name === name && !one.is_listed)) open(name);
    };
    arrive();
    addEventListener("hashchange", arrive);
    return () => removeEventListener("hashchange", arrive);
  }, [isLoaded]);
}

/**
 * The row of a provider that was connected takes the focus, once the dialog is closed and it is drawn.
 * @param {Provider[]} providers
 * @param {boolean} isClosed
 */
function useFocusOnRow(providers, isClosed) {
  const awaited = useRef("");
  useEffect(() => {
    if (!isClosed) return;
    const row = awaited.current && document.getElementById(awaited.current)?.querySelector("summary");
    if (!row) return;
    awaited.current = "";
    row.focus();
  }, [providers, isClosed]);
  return awaited;
}

/** @param {{ providers: Provider[], onChoose: (name: string) => void }} properties `onChoose` gets "" when the dialog closes */
export function AddProvider({ providers, onChoose }) {
  const dialog = /** @type {React.RefObject<HTMLDialogElement>} */ (useElement());
  const opener = /** @type {React.RefObject<HTMLButtonElement>} */ (useElement());
  const [fetched, setFetched] = useState(/** @type {typeof import("./provider_picker.jsx") | null} */ (null));
  const [chosen, setChosen] = useState(/** @type {string | null} */ (null)); // "" is none yet, null that the dialog is closed
  const awaited = useFocusOnRow(providers, chosen === null);

  const choose = useCallback((/** @type {string} */ name) => {
    setChosen(name);
    onChoose(name);
  }, []);
  const open = useCallback((/** @type {string} */ name) => {
    import("./provider_picker.jsx").then(setFetched);
    choose(name);
    if (!dialog.current.open) dialog.current.showModal();
  }, []);
  useArrival(providers, open);

  const closed = () => {
    setChosen(null);
    onChoose("");
    if (location.hash) history.replaceState(history.state, "", location.pathname); // a reload doesn't open it again
    const { activeElement: focused, body } = document;
    if (focused === body || dialog.current.contains(focused)) opener.current.focus(); // nothing had the focus before
  };
  const close = () => dialog.current.close();
  return (
    <>
      <button ref={opener} type="button" className="action primary" aria-haspopup="dialog" onClick={() => open("")}>
        <Plus size={16} aria-hidden="true" />
        Add provider
      </button>
      <dialog ref={dialog} className="dialog add-provider" aria-labelledby="add-provider-title" closedby="any" onClose={closed}>
        {chosen !== null && fetched && (
          <fetched.ProviderPicker
            providers={providers}
            chosen={chosen}
            onChoose={choose}
            onConnected={(name) => {
              awaited.current = name;
            }}
            onClose={close}
          />
        )}
      </dialog>
    </>
  );
}
