// The arrows between the versions of a message. Another version is another message on the page: the focus goes there with it.
import { useEffect } from "react";
import { useElement } from "../../lib/element.js";

/** @type {{ id: number, arrow: "previous" | "next" } | null} */
let followed = null; // the version asked for, and the arrow that asked

/**
 * @param {object} props
 * @param {React.RefObject<HTMLButtonElement>} props.arrow
 * @param {string} props.name
 * @param {number} props.to
 * @param {string} props.wait
 * @param {() => void} props.onPress
 * @param {string} props.path
 */
function Arrow({ arrow, name, to, wait, onPress, path }) {
  return (
    <button
      ref={arrow}
      type="button"
      className="icon-button"
      aria-label={name}
      title={wait || name}
      disabled={to === 0 || wait !== ""}
      onClick={onPress}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
}

/**
 * @param {object} props
 * @param {number} props.messageId
 * @param {string} props.version
 * @param {number} [props.previousId]
 * @param {number} [props.nextId]
 * @param {string} props.wait
 * @param {(id: number) => void} props.onShow
 */
export function Versions({ messageId, version, previousId = 0, nextId = 0, wait, onShow }) {
  /** @type {Record<"previous" | "next", React.RefObject<HTMLButtonElement>>} */
  const arrows = { previous: useElement(), next: useElement() };

  useEffect(() => {
    if (followed?.id !== messageId) return;
    const other = followed.arrow === "previous" ? arrows.next : arrows.previous;
    const own = arrows[followed.arrow];
    followed = null;
    (own.current.disabled ? other : own).current.focus();
  }, [messageId]);

  /** @param {"previous" | "next"} arrow @param {number} id */
  const follow = (arrow, id) => () => {
    followed = { id, arrow };
    onShow(id);
  };

  return (
    <div className="versions" role="group" aria-label={`Version ${version}`}>
      <Arrow
        arrow={arrows.previous}
        name="Previous version"
        to={previousId}
        wait={wait}
        onPress={follow("previous", previousId)}
        path="m15 18-6-6 6-6"
      />
      <span>{version}</span>
      <Arrow
        arrow={arrows.next}
        name="Next version"
        to={nextId}
        wait={wait}
        onPress={follow("next", nextId)}
        path="m9 18 6-6-6-6"
      />
    </div>
  );
}
