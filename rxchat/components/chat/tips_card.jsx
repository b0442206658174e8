// What somebody new may like to know, in three lines.
import { Image, Keyboard, MousePointerClick, X } from "lucide-react";

const isMac = /Mac|iP/.test(navigator.platform);
const isTouch = () => window.matchMedia("(hover: none)").matches;

/** @param {{ onDismiss: () => void }} props */
export function TipsCard({ onDismiss }) {
  const key = isMac ? "⌘" : "Ctrl+";
  return (
    <section className="tips" aria-label="Tips">
      <ul>
        {!isTouch() && (
          <li>
            <Keyboard size={16} aria-hidden="true" />
            <span>
              <kbd>{key}K</kbd> finds any chat or command. <kbd>?</kbd> lists all shortcuts.
            </span>
          </li>
        )}
        <li>
          <MousePointerClick size={16} aria-hidden="true" />
          <span>{isTouch() ? "Press and hold" : "Right-click"} a message or a chat to copy, branch or delete it.</span>
        </li>
        <li>
          <Image size={16} aria-hidden="true" />
          <span>{isTouch() ? "Add images with the button beside the message box." : "Paste or drop images into the chat."}</span>
        </li>
      </ul>
      <button type="button" className="icon-button" aria-label="Dismiss tips" title="Dismiss tips" onClick={onDismiss}>
        <X size={16} aria-hidden="true" />
      </button>
    </section>
  );
}
