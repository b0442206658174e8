// The projects of the sidebar, whose code is fetched once the page is there.
import { useEffect, useState } from "react";
import { OFFLINE } from "../../lib/api.js";
import { failed } from "../conversations/conversation_store.js";

/** @typedef {typeof import("./project_section.jsx").ProjectSection} Section */

/** @type {Section | null} */
let loaded = null; // another page draws it at once

/** @param {{ version: number }} props */
export function Projects({ version }) {
  const [Section, setSection] = useState(() => loaded);
  useEffect(() => {
    if (loaded) return;
    import("./project_section.jsx").then(
      ({ ProjectSection }) => {
        loaded = ProjectSection;
        setSection(() => loaded);
      },
      () => failed(OFFLINE),
    );
  }, []);
  return Section && <Section version={version} />;
}
