// The button of a message's menu, whose code is fetched when one is first opened.
import { useLazyMenu } from "../../lib/lazy_menu.js";

const fetchMenu = () => import("./message_menu.jsx").then(({ MessageMenu }) => MessageMenu);

/** @param {{ messageId: number, text: string, isShut: boolean }} props */
export function MessageOptions({ messageId, text, isShut }) {
  const { opened, close, button } = useLazyMenu(fetchMenu);
  return (
    <>
      <button
        {...button}
        className="icon-button message-options"
        aria-label="Message options"
        title="Message options"
        data-options=""
      >
        <span className="dots" aria-hidden="true" />
      </button>
      {opened && <opened.Menu messageId={messageId} text={text} isShut={isShut} opener={opened.opener} onClose={close} />}
    </>
  );
}
