// The page's websocket takes events of up to 1,000,000 bytes, and drops the connection with a longer one. So text is measured before
// it goes there.
const MOST = 900_000; // bytes, as the server counts them (MAX_PROMPT_BYTES in rxchat/state/chat.py)
const MOST_SENT = 980_000; // bytes of the event, where a quotation mark or a line break takes two; the rest is its name and the page's address

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text).length;
/** @param {number} count */
const size = (count) => (count < 999_500 ? `${Math.ceil(count / 1000)} kB` : `${(count / 1e6).toFixed(1)} MB`);

/**
 * Why a text can't be sent, in words; nothing where it can. `noun` is what it is called, with a capital letter.
 * @param {string} text
 * @param {string} noun
 */
export function tooLong(text, noun) {
  if (text.length * 6 < MOST) return ""; // no character takes more than six bytes
  const [plain, sent] = [bytes(text), bytes(JSON.stringify(text))];
  if (plain <= MOST && sent <= MOST_SENT) return "";
  const told = plain > MOST ? size(plain) : `${size(plain)}, ${size(sent)} once encoded`;
  return `${noun} is too long to send. It's ${told}, and the limit is 900 kB. Shorten it, or send it in parts.`;
}
