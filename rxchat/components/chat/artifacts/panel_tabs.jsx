// The tabs of the artifact panel. Arrows move between them (shell/early/shell.js), Enter or a click opens one.

/** @typedef {"preview" | "code" | "versions"} Tab */

const NAMES = { preview: "Preview", code: "Code", versions: "Versions" };

/** @param {{ id: string, tabs: Tab[], open: Tab, onOpen: (tab: Tab) => void }} props */
export function PanelTabs({ id, tabs, open, onOpen }) {
  return (
    <div className="artifact-tabs" role="tablist" aria-label="Artifact">
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`${id}-${tab}`}
          className="artifact-tab"
          aria-selected={tab === open}
          aria-controls={`${id}-body`}
          tabIndex={tab === open ? 0 : -1}
          onClick={() => onOpen(tab)}
        >
          {NAMES[tab]}
        </button>
      ))}
    </div>
  );
}
