// Shows the tips for somebody new, unless the person has dismissed them: in this browser, which then asks nobody, or in another.
import { useEffect, useState } from "react";
import { call } from "../lib/api.js";
import { keep, read } from "../lib/storage.js";

/** @import { Answer } from "../lib/types" */

const KEPT = "rxchat_tips_dismissed";
const CALM_MS = 1500; // after what the page itself needs
const ADDRESS = "/api/preferences/tips";

export function FirstTips() {
  const [shown, setShown] = useState(/** @type {{ Card: typeof import("./tips_card.jsx").TipsCard } | null} */ (null));
  useEffect(() => {
    if (read(KEPT)) return undefined;
    let isHere = true;
    const timer = setTimeout(async () => {
      /** @type {Answer<ApiBody<"TipsBody">>} */
      const { data } = await call(ADDRESS);
      if (data?.is_dismissed) keep(KEPT, true);
      const code = data && !data.is_dismissed ? await import("./tips_card.jsx").catch(() => null) : null;
      if (isHere && code) setShown({ Card: code.TipsCard });
    }, CALM_MS);
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, []);

  const dismiss = () => {
    setShown(null);
    keep(KEPT, true);
    call(ADDRESS, { method: "PUT", body: { is_dismissed: true } });
    document.getElementById("message")?.focus();
  };
  return shown && <shown.Card onDismiss={dismiss} />;
}
