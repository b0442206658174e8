// The projects of the sidebar, whose code is fetched once the page is there.
import { useEffect, useState } from "react";
import { withCodeInBackground } from "../../lib/fetched.js";

/** @typedef {typeof import("./project_section.jsx").ProjectSection} Section */

/** @type {Section | null} */
let loaded = null; // another page draws it at once

/** @param {{ version: number }} props */
export function Projects({ version }) {
  const [Section, setSection] = useState(() => loaded);
  useEffect(() => {
    if (loaded) return;
    withCodeInBackground(
      () => import("./project_section.jsx"),
      ({ ProjectSection }) => {
        loaded = ProjectSection;
        setSection(() => loaded);
      },
    );
  }, []);
  return Section && <Section version={version} />;
}
