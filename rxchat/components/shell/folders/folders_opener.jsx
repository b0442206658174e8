// Asks whether there are folders, and fetches the code of their tree if there are.
import { useEffect } from "react";
import { call } from "../../lib/api.js";
import { withCode, withCodeInBackground } from "../../lib/fetched.js";
import { createStore } from "../../lib/store.js";

/** @import { Answer } from "../../lib/types" */
/** @import { Labels } from "../types" */

const fetched = createStore(/** @type {typeof import("./folder_section.jsx") | null} */ (null));

async function section() {
  const module = fetched.get() ?? (await import("./folder_section.jsx"));
  fetched.set(module);
  return module;
}

/** Make a folder, whose name is typed in the tree. */
export const addFolder = () => withCode(section, ({ newFolder }) => newFolder({ parent_id: null, project_id: null }));

/**
 * The folders outside of projects, or those of one, whose page shows them even where there are none yet.
 * @param {{ changes: number, project?: number | null, labels: Labels, shownId: number }} props `changes` counts what any tab did
 */
export function Folders({ changes, project = null, labels, shownId }) {
  const known = fetched.use();
  useEffect(() => {
    if (known) known.load();
    else look(project !== null);
  }, [changes]);
  return known && <known.FolderSection project={project} labels={labels} shownId={shownId} />;
}

/** @param {boolean} isAlways whether to show an empty section, too */
async function look(isAlways) {
  /** @type {Answer<ApiBody<"FolderList">>} */
  const { data } = await call("/api/folders?brief=true");
  if (data && (isAlways || data.folders.length)) await withCodeInBackground(section, ({ show }) => show(data.folders));
}
