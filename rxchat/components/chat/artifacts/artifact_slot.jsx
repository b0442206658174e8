// The place of the artifact panel, beside the chat. It is empty until there is an artifact to show.
import { createStore } from "../../lib/store.js";

/** @typedef {typeof import("./artifact_panel.jsx").ArtifactPanel} Panel */

export const slot = createStore({ Panel: /** @type {Panel | null} */ (null) });

/** @param {{ conversation: number }} props */
export function ArtifactSlot({ conversation }) {
  const { Panel } = slot.use();
  return Panel && <Panel conversation={conversation} />;
}
