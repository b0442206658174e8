// Model selector: the popover that chooses the model for the next message, or for regenerating one answer. Its content
// (`model_panel.jsx`) and the list of models are fetched while the page is idle.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useElement } from "../../lib/element.js";
import { useConversation, useDraftImages } from "../composer/draft_images.js";
import { load } from "./model_store.js";

const ID = "model-selector";
const OPENER = `[popovertarget="${ID}"]`;
const CALM_MS = 1000; // a question on its way has the server and the page to itself
const IDLE_MS = 2000; // at the latest

/** @param {() => void} work */
const whenIdle = (work) =>
  "requestIdleCallback" in window ? requestIdleCallback(work, { timeout: IDLE_MS }) : setTimeout(work, 200);

const isAnswering = () => document.querySelector('[data-status="streaming"]') !== null;

let known = 0; // the version that was asked for last, whichever page of rxchat drew this then

/**
 * On a wide screen it stands where it was asked for, and wholly on the screen; on a phone it is a sheet.
 * @param {HTMLElement} box
 * @param {HTMLElement | null} opener
 */
function place(box, opener) {
  box.removeAttribute("style");
  if (!opener?.dataset.regenerates || window.matchMedia("(max-width: 767px)").matches) return;
  const at = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.max(8, Math.min(at.left, window.innerWidth - width - 8));
  const below = at.bottom + 4;
  const top =
    below + height <= window.innerHeight - 8
      ? below
      : Math.max(8, Math.min(at.top - height - 4, window.innerHeight - height - 8));
  Object.assign(box.style, { inset: `${top}px auto auto ${left}px` });
}

/**
 * `onToggle` is called with the answer to write again, or 0, when the popover opens, and with null when it has closed.
 * @param {React.RefObject<HTMLElement>} box
 * @param {React.RefObject<HTMLElement | null>} opener
 * @param {(reply: number | null) => void} onToggle
 */
function usePopover(box, opener, onToggle) {
  useEffect(() => {
    /** @param {MouseEvent} event */
    const clicked = ({ target }) => {
      if (target instanceof Element) opener.current = target.closest(OPENER) ?? opener.current;
    };
    /** @param {ToggleEvent} event */
    const toggles = (event) => {
      if (event.newState !== "open") return;
      onToggle(Number(opener.current?.dataset.regenerates ?? 0));
    };
    /** @param {ToggleEvent} event */
    const toggled = (event) => {
      if (event.newState === "open") {
        place(box.current, opener.current); // only now has it a size
        /** @type {HTMLElement | null} */ (box.current.querySelector("[data-first]"))?.focus(); // what is not shown yet takes no focus
        return;
      }
      onToggle(null);
      if (document.activeElement === document.body) opener.current?.focus();
    };
    /** @param {KeyboardEvent} event */
    const pressed = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      box.current.hidePopover();
    };
    document.addEventListener("click", clicked, true);
    const shown = box.current;
    shown.addEventListener("beforetoggle", toggles);
    shown.addEventListener("toggle", toggled);
    shown.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("click", clicked, true);
      shown.removeEventListener("beforetoggle", toggles);
      shown.removeEventListener("toggle", toggled);
      shown.removeEventListener("keydown", pressed);
    };
  }, []);
}

/**
 * @param {object} props
 * @param {number} props.version of the models that there are; 0 while it is not known
 * @param {string} props.chosen
 * @param {boolean} props.needsImages
 * @param {number} props.needsTokens
 * @param {(ref: string) => void} props.onChoose
 * @param {(reply: number, ref: string) => void} props.onRegenerate
 * @param {(ref: string) => void} props.onDefault
 */
export function ModelSelector({ version, chosen, needsImages, needsTokens, onChoose, onRegenerate, onDefault }) {
  const box = /** @type {React.RefObject<HTMLDivElement>} */ (useElement());
  const opener = useRef(/** @type {HTMLElement | null} */ (null));
  const [fetched, setFetched] = useState(/** @type {typeof import("./model_panel.jsx") | null} */ (null));
  const hasAttached = useDraftImages(useConversation()).images.length > 0;
  const [opening, setOpening] = useState(/** @type {{ reply: number } | null} */ (null)); // the answer to write again, or 0

  const fetchPanel = () => import("./model_panel.jsx").then(setFetched);

  useEffect(() => {
    if (version === 0) return undefined;
    const timer = setTimeout(
      () =>
        whenIdle(() => {
          fetchPanel();
          if (version === known || isAnswering()) return; // the list is fetched when it is opened, too
          known = version;
          load();
        }),
      CALM_MS,
    );
    return () => clearTimeout(timer);
  }, [version]);

  usePopover(box, opener, (reply) => {
    setOpening(reply === null ? null : { reply });
    if (reply === null) return;
    fetchPanel();
    load();
  });

  useLayoutEffect(() => {
    if (opening) place(box.current, opener.current);
  }, [opening, fetched]);

  // It grows with what it holds: the models come from the server, a search leaves few of them.
  useEffect(() => {
    if (!opening) return undefined;
    const watch = new ResizeObserver(() => place(box.current, opener.current));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [opening]);

  const close = () => {
    box.current.hidePopover();
    opener.current?.focus();
  };
  /** @param {string} ref */
  const take = (ref) => {
    close();
    if (opening?.reply) onRegenerate(opening.reply, ref);
    else onChoose(ref);
  };

  return (
    <div
      ref={box}
      id={ID}
      popover="auto"
      role="dialog"
      aria-label={opening?.reply ? "Regenerate with" : "Models"}
      className="model-selector"
    >
      {opening && fetched && (
        <fetched.ModelPanel
          chosen={chosen}
          needs={{ images: needsImages, attached: hasAttached && !opening.reply, tokens: needsTokens }}
          title={opening.reply ? "Regenerate with" : ""}
          onTake={take}
          onDefault={(ref) => onDefault(ref)}
          onClose={close}
        />
      )}
    </div>
  );
}
