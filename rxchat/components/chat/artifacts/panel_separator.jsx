// The separator between the chat and the artifact panel: dragged, or moved with the arrow keys. The width is kept in the browser.
import { useEffect, useState } from "react";
import { keep, read } from "../../lib/storage.js";
import { fitted, NARROWEST, widest, widthAfter } from "./panel_width.js";

const WIDTH = "rxchat_artifacts_width";

/** What the chat and the panel have together. */
const roomNow = () => window.innerWidth - (document.getElementById("sidebar")?.offsetWidth ?? 0);

/** The width of the panel in pixels, and what sets it. */
export function useWidth() {
  const [room, setRoom] = useState(roomNow);
  const [wanted, setWanted] = useState(() => {
    const kept = read(WIDTH);
    return typeof kept === "number" && kept > 0 ? kept : roomNow() / 2;
  });
  useEffect(() => {
    const measured = () => setRoom(roomNow());
    window.addEventListener("resize", measured);
    const sidebar = new ResizeObserver(measured);
    const element = document.getElementById("sidebar");
    if (element) sidebar.observe(element);
    return () => {
      window.removeEventListener("resize", measured);
      sidebar.disconnect();
    };
  }, []);
  return { width: fitted(wanted, room), room, setWidth: setWanted };
}

/** @param {{ width: number, room: number, controls: string, onWidth: (width: number) => void }} props */
export function PanelSeparator({ width, room, controls, onWidth }) {
  /** @param {number} wanted */
  const set = (wanted) => {
    onWidth(wanted);
    keep(WIDTH, wanted);
  };
  /** @param {React.PointerEvent<HTMLElement>} event */
  const grabbed = (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // no text is selected by dragging
    event.currentTarget.focus({ preventScroll: true });
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  /** @param {React.PointerEvent<HTMLElement>} event */
  const dragged = (event) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onWidth(fitted(window.innerWidth - event.clientX, room));
  };
  /** @param {React.KeyboardEvent} event */
  const pressed = (event) => {
    const after = widthAfter(event.key, width, room);
    if (after === null) return;
    event.preventDefault();
    set(after);
  };
  return (
    <div
      className="artifact-separator"
      role="separator"
      aria-orientation="vertical"
      aria-label="Resize artifacts"
      aria-controls={controls}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={widest(room)}
      aria-valuetext={`${width} pixels`}
      tabIndex={0}
      onPointerDown={grabbed}
      onPointerMove={dragged}
      onLostPointerCapture={() => keep(WIDTH, width)}
      onKeyDown={pressed}
    />
  );
}
