// Asks before a project is deleted, and says what stays. It is drawn once, beside the notices.
import { createPortal } from "react-dom";
import { useLocation, useNavigate } from "react-router";
import { counted } from "../../lib/counted.js";
import { Dialog } from "../../lib/dialog.jsx";
import { createStore } from "../../lib/store.js";
import { remove } from "./project_store.js";

/** @typedef {import("./project_store.js").Project} Project */

const asked = createStore(/** @type {{ project: Project, opener: HTMLElement } | null} */ (null));

/**
 * `opener` is the button that the focus goes back to.
 * @param {Project} project
 * @param {HTMLElement} opener
 */
export const askToDelete = (project, opener) => asked.set({ project, opener });

/** @param {number} count */
const staying = (count) =>
  count === 0 ? "There are no chats in it." : `${counted(count, "chat")} will stay, without a project.`;

export function DeleteProject() {
  const shown = asked.use();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  if (!shown) return null;
  const { project, opener } = shown;
  const leave = () => {
    asked.set(null);
    if (opener.isConnected) opener.focus();
  };
  const confirm = async () => {
    if (!(await remove(project.id))) return;
    asked.set(null);
    if (pathname.replace(/\/$/, "") === `/p/${project.id}`) navigate("/");
  };
  // In the body: on a phone the sidebar, and all in it, is out of sight.
  return createPortal(
    <Dialog title={`Delete “${project.name}”?`} className="project-delete" onClose={leave}>
      <p>{staying(project.conversations)} The project's instructions, default model and budget are deleted for good.</p>
      <div className="dialog-actions">
        <button type="button" className="action" data-focus="" onClick={leave}>
          Cancel
        </button>
        <button type="button" className="action project-delete-button" onClick={confirm}>
          Delete project
        </button>
      </div>
    </Dialog>,
    document.body,
  );
}
