// Whose model it is: the vendor's mark, an icon that the page was built with, the provider's own drawing, or else its first letter.
import { useEffect } from "react";
import { iconOf, MARKED } from "./provider_icons.js";
import { createStore } from "./store.js";

/** @import { ProviderBadge } from "./types" */

const store = createStore({
  /** @type {typeof import("./provider_marks.js").MARKS} */
  marks: {},
  /** @type {Record<string, string>} */
  icons: {}, // what each provider declares
});
let isAsked = false;

function fetchMarks() {
  if (isAsked) return;
  isAsked = true;
  import("./provider_marks.js").then(
    ({ MARKS }) => store.update({ marks: MARKS }),
    () => {
      isAsked = false; // the next icon asks again
    },
  );
}

/**
 * Every mark and icon once and out of sight, to be drawn from there wherever it stands. The children are the icons.
 * @param {{ badges: ProviderBadge[], children: React.ReactNode }} props
 */
export function IconSprite({ badges, children }) {
  const marks = store.use((known) => known.marks);
  useEffect(() => {
    store.update({ icons: Object.fromEntries(badges.map(({ name, icon }) => [name, icon])) });
  }, [badges]);
  return (
    <div className="sprite" aria-hidden="true">
      {children}
      <svg aria-hidden="true">
        {Object.entries(marks).map(([name, paths]) => (
          <symbol key={name} id={`icon-${name}`} viewBox="0 0 24 24" fill="currentColor" fillRule="evenodd">
            {paths.map(({ d, opacity }) => (
              <path key={d} d={d} fillOpacity={opacity} />
            ))}
          </symbol>
        ))}
      </svg>
    </div>
  );
}

/**
 * `icon` is what is drawn for a name that no provider has.
 * @param {{ provider: string, label: string, icon?: string }} props
 */
export function ProviderIcon({ provider, label, icon = "" }) {
  const declared = store.use(({ icons }) => icons[provider]) ?? icon;
  const isMarked = MARKED.has(provider);
  useEffect(() => {
    if (isMarked) fetchMarks();
  }, [isMarked]);
  const { use, src, initial } = iconOf({ provider, declared, label });
  if (use) {
    return (
      <svg className="provider-icon" viewBox="0 0 24 24" aria-hidden="true">
        <use href={use} />
      </svg>
    );
  }
  if (src) return <img className="provider-icon" src={src} alt="" />;
  return (
    <span className="provider-icon provider-initial" aria-hidden="true">
      {initial}
    </span>
  );
}
