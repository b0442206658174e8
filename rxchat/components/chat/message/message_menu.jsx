// What can be done with a message.
import { BookmarkPlus, ClipboardCopy, Copy, Pencil, RotateCw, Split, TextSelect, Trash2 } from "lucide-react";
import { copyText } from "../../lib/clipboard.js";
import { useMenuPopover } from "../../lib/menu_popover.js";
import { saveAsPrompt } from "../../prompts/editor_opener.jsx";
import { Item } from "../../shell/conversations/conversation_menu.jsx";
import { deleteMessage } from "./message_deletion.js";

/** Buttons of the message that the menu has as well, by their names. */
const OWN = [
  { name: "Edit", icon: Pencil },
  { name: "Regenerate", icon: RotateCw },
  { name: "Branch in new chat", icon: Split },
];

/** @param {Element} words */
function select(words) {
  const range = document.createRange();
  range.selectNodeContents(words);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/**
 * As it reads, with a line for each paragraph, item and row.
 * @param {HTMLElement} words
 */
// biome-ignore lint/performance/useDomNodeTextContent: the text of the nodes has no line breaks
const plain = (words) => words.innerText.trim();

/**
 * `isShut` while a response is written, when nothing can be deleted.
 * @param {{ messageId: number, text: string, isShut: boolean, opener: HTMLElement, onClose: () => void }} props
 */
export function MessageMenu({ messageId, text, isShut, opener, onClose }) {
  const menu = useMenuPopover(opener, onClose);
  const message = /** @type {HTMLElement} */ (opener.closest("article"));
  const words = /** @type {HTMLElement | null} */ (message.querySelector(".markdown, .question"));
  const isTouch = window.matchMedia("(pointer: coarse)").matches;
  /** @param {string} name @returns {HTMLButtonElement | null} */
  const own = (name) => message.querySelector(`.tools button[aria-label="${name}"]:not(:disabled)`);
  const shown = OWN.flatMap(({ name, icon }) => {
    const button = own(name);
    return button ? [{ name, icon, button }] : [];
  });
  return (
    <div ref={menu} id="message-menu" className="menu" role="menu" popover="auto" aria-label="Message options">
      {text && (
        <Item icon={ClipboardCopy} onClick={() => copyText(text)}>
          Copy as Markdown
        </Item>
      )}
      {words && (
        <Item icon={Copy} onClick={() => copyText(plain(words))}>
          Copy as plain text
        </Item>
      )}
      {isTouch && words && (
        <Item icon={TextSelect} onClick={() => select(words)}>
          Select text
        </Item>
      )}
      {shown.map(({ name, icon, button }) => (
        <Item key={name} icon={icon} onClick={() => button.click()}>
          {name}
        </Item>
      ))}
      {text && (
        <Item icon={BookmarkPlus} onClick={() => saveAsPrompt(text, opener)}>
          Save as prompt
        </Item>
      )}
      {!isShut && (
        <>
          <hr className="menu-line" />
          <Item icon={Trash2} isGrave onClick={() => deleteMessage(messageId)}>
            Delete
          </Item>
        </>
      )}
    </div>
  );
}
