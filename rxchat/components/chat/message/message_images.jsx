// The images of a message: small ones that open large. They are read from the API one by one, when they are looked at.
import { useEffect, useState } from "react";
import { useElement } from "../../lib/element.js";

/** @param {number} messageId @param {number} number */
const address = (messageId, number) => `/api/messages/${messageId}/images/${number}`;
/** @param {number} number @param {number} count */
const called = (number, count) => (count === 1 ? "Attached image" : `Attached image ${number} of ${count}`);
/** @param {number} count */
const numbers = (count) => Array.from({ length: count }, (_, at) => at + 1);

/**
 * @param {object} props
 * @param {number} props.messageId
 * @param {number} props.number
 * @param {string} props.name
 * @param {(image: React.ReactElement) => React.ReactNode} props.children
 */
function Picture({ messageId, number, name, children }) {
  const [isGone, setIsGone] = useState(false);
  if (isGone) return <p className="picture-gone">Image not available</p>;
  return children(<img src={address(messageId, number)} alt={name} loading="lazy" onError={() => setIsGone(true)} />);
}

/** @param {{ messageId: number, number: number, count: number, onMove: (to: number) => void, onClose: () => void }} props */
function Large({ messageId, number, count, onMove, onClose }) {
  const box = /** @type {React.RefObject<HTMLDialogElement>} */ (useElement());
  useEffect(() => {
    box.current.showModal(); // the browser gives the focus back when it closes
  }, []);
  /** @param {number} by */
  const move = (by) => {
    const to = number + by;
    if (by !== 0 && to >= 1 && to <= count) onMove(to);
  };
  /** @param {React.KeyboardEvent} event */
  const pressed = ({ key }) => move(key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0);
  const name = called(number, count);
  return (
    <dialog
      ref={box}
      className="picture-large"
      aria-label={name}
      data-escapes=""
      onClose={onClose}
      onKeyDown={pressed}
      onClick={(event) => event.target === box.current && box.current.close()}
    >
      <img src={address(messageId, number)} alt={name} />
      <div className="picture-tools">
        {count > 1 && (
          <>
            <button type="button" className="action" aria-disabled={number === 1} onClick={() => move(-1)}>
              Previous
            </button>
            <span>
              {number} of {count}
            </span>
            <button type="button" className="action" aria-disabled={number === count} onClick={() => move(1)}>
              Next
            </button>
          </>
        )}
        <button type="button" className="action" onClick={() => box.current.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
}

/** @param {{ messageId: number, count: number }} props */
export function Pictures({ messageId, count }) {
  const [large, setLarge] = useState(0);
  return (
    <>
      <ul className="pictures">
        {numbers(count).map((number) => (
          <li key={number}>
            <Picture messageId={messageId} number={number} name={called(number, count)}>
              {(image) => (
                <button
                  type="button"
                  className="sent-picture"
                  aria-haspopup="dialog"
                  title="View full size"
                  onClick={() => setLarge(number)}
                >
                  {image}
                </button>
              )}
            </Picture>
          </li>
        ))}
      </ul>
      {large > 0 && <Large messageId={messageId} number={large} count={count} onMove={setLarge} onClose={() => setLarge(0)} />}
    </>
  );
}

/**
 * Those of a question that is edited: each can be left out of its next version. `kept` are the numbers of those that stay.
 * @param {object} props
 * @param {number} props.messageId
 * @param {number} props.count
 * @param {number[]} props.kept
 * @param {boolean} props.isShut
 * @param {(kept: number[]) => void} props.onChange
 */
export function KeptPictures({ messageId, count, kept, isShut, onChange }) {
  if (kept.length === 0) return null;
  return (
    <ul className="attachments" aria-label="Attached images">
      {numbers(count)
        .filter((number) => kept.includes(number))
        .map((number) => (
          <li key={number} className="attachment">
            <Picture messageId={messageId} number={number} name={called(number, count)}>
              {(image) => image}
            </Picture>
            <button
              type="button"
              className="attachment-remove"
              aria-label={`Remove image ${number}`}
              title={`Remove image ${number}`}
              disabled={isShut}
              onClick={() => onChange(kept.filter((one) => one !== number))}
            >
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <path d="M18 6 6 18M6 6l12 12" />
              </svg>
            </button>
          </li>
        ))}
    </ul>
  );
}
