// The place of the artifact panel, beside the chat. It is empty until there is an artifact to show.
import { useEffect } from "react";
import { useLocation } from "react-router";
import { withCode } from "../../lib/fetched.js";
import { createStore } from "../../lib/store.js";
import { useConversation } from "../composer/draft_images.js";

/** @typedef {typeof import("./artifact_panel.jsx").ArtifactPanel} Panel */

export const slot = createStore({ Panel: /** @type {Panel | null} */ (null) });

/**
 * Open the artifact that the address names, such as that of a search result (`?a=8`).
 * @param {boolean} isAddressed
 */
function useNamed(isAddressed) {
  const { search, key } = useLocation();
  useEffect(() => {
    const id = Number(new URLSearchParams(search).get("a"));
    if (!id || !isAddressed) return;
    withCode(
      () => import("./artifact_store.js"),
      ({ openRow }) => openRow(id),
    );
  }, [isAddressed, search, key]);
}

/** The page's own conversation comes later than that of its address, when the state has. @param {{ conversation: number }} props */
export function ArtifactSlot({ conversation }) {
  const { Panel } = slot.use();
  const isAddressed = Number(useConversation()) === conversation;
  useNamed(isAddressed);
  return Panel && <Panel conversation={conversation} isAddressed={isAddressed} />;
}
