// Link policy: which URLs in an answer become links or images. An answer can be hostile, so this is an allow-list;
// everything else is shown as plain text.

const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const IN_THE_ANSWER = /^#user-content-[\w-]+$/; // footnotes, as the Markdown renderer names them
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/;
const LARGEST_PICTURE = 512 * 1024; // characters

/**
 * The address in full, or null. One of our own pages is none: what it does, a person should ask for and not an answer.
 * @param {string | undefined} address
 */
export function outside(address) {
  let url;
  try {
    url = new URL(address ?? "");
  } catch {
    return null; // a relative address leads into our own pages
  }
  if (!SCHEMES.has(url.protocol) || url.username || url.password || url.origin === window.location.origin) return null;
  return url;
}

/** @param {string | undefined} address */
export const isInTheAnswer = (address) => IN_THE_ANSWER.test(address ?? "");

/**
 * Whether a picture comes with the answer itself. Only plain pixels: an SVG is a document.
 * @param {string | undefined} address
 */
export const isEmbedded = (address) => (address ?? "").length <= LARGEST_PICTURE && PICTURE.test(address ?? "");
