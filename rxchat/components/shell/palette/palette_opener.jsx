// Opens the command palette when its shortcut or its button asks. Its code is fetched while the page is idle, or when it is first wanted.
import { useEffect, useState } from "react";
import { withCode } from "../../lib/fetched.js";

/** @import { PaletteProps } from "./types" */
/** @typedef {typeof import("./palette.jsx").Palette} Palette */

const CALM_MS = 5000; // what the page itself needs comes first
const WANTED = "rxchat:palette";

const fetchPalette = () => import("./palette.jsx");

/** @param {Omit<PaletteProps, "onClose">} props */
export function PaletteOpener(props) {
  const [opened, setOpened] = useState(/** @type {{ Palette: Palette, time: number } | null} */ (null));

  useEffect(() => {
    const open = () => {
      delete document.documentElement.dataset.palette;
      const shown = /** @type {HTMLDialogElement | null} */ (document.getElementById("palette"));
      if (shown?.open) {
        shown.close();
        return;
      }
      withCode(fetchPalette, ({ Palette }) => setOpened((was) => ({ Palette, time: (was?.time ?? 0) + 1 })));
    };
    const prepare = () => void fetchPalette().catch(() => undefined); // it is asked for again when it is wanted
    const timer = setTimeout(prepare, CALM_MS);
    document.addEventListener(WANTED, open);
    if (document.documentElement.dataset.palette) open(); // it was wanted before the page was alive
    return () => {
      clearTimeout(timer);
      document.removeEventListener(WANTED, open);
    };
  }, []);

  // A dialog says that it was closed in a task of its own: by then the next one may be wanted, and is not the one that was closed.
  const closed = () => setOpened((now) => (now === opened ? null : now));
  return opened && <opened.Palette key={opened.time} {...props} onClose={closed} />;
}
