// The place of the artifact panel, beside the chat. It is empty until there is an artifact to show.
import { useEffect } from "react";
import { useLocation } from "react-router";
import { withCode } from "../../lib/fetched.js";
import { createStore } from "../../lib/store.js";

/** @typedef {typeof import("./artifact_panel.jsx").ArtifactPanel} Panel */

export const slot = createStore({ Panel: /** @type {Panel | null} */ (null) });

/** The conversation of an address. The page's own comes later than it, when the state has. @param {string} pathname */
const addressed = (pathname) => Number(/^\/c\/(\d+)/.exec(pathname)?.[1] ?? 0);

/** Open the artifact that the address names, such as that of a search result (`?a=8`). @param {number} conversation */
function useNamed(conversation) {
  const { pathname, search, key } = useLocation();
  useEffect(() => {
    const id = Number(new URLSearchParams(search).get("a"));
    if (!id || addressed(pathname) !== conversation) return;
    withCode(
      () => import("./artifact_store.js"),
      ({ openRow }) => openRow(id),
    );
  }, [conversation, pathname, search, key]);
}

/** @param {{ conversation: number }} props */
export function ArtifactSlot({ conversation }) {
  const { Panel } = slot.use();
  const { pathname } = useLocation();
  useNamed(conversation);
  return Panel && <Panel conversation={conversation} isAddressed={addressed(pathname) === conversation} />;
}
