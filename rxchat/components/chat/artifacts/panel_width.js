// Panel width: how wide the artifact panel may be, and how keys change it.

export const NARROWEST = 340;
export const CHAT = 380; // what the chat beside it keeps
const STEP = 24;

/**
 * @param {number} width
 * @param {number} room what the chat and the panel have together
 */
export const fitted = (width, room) => Math.round(Math.max(NARROWEST, Math.min(width, room - CHAT)));

/** @param {number} room */
export const widest = (room) => fitted(Number.POSITIVE_INFINITY, room);

/**
 * The width after a key, or null for a key that doesn't change it. The panel is at the right, so that Left makes it wider.
 * @param {string} key
 * @param {number} width
 * @param {number} room
 */
export function widthAfter(key, width, room) {
  if (key === "ArrowLeft") return fitted(width + STEP, room);
  if (key === "ArrowRight") return fitted(width - STEP, room);
  if (key === "Home") return NARROWEST;
  return key === "End" ? widest(room) : null;
}
