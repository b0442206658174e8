// The person's share links: what each shows, how often it was opened, and the way to end it.
import { copyText } from "../lib/clipboard.js";
import { SureButton } from "../lib/confirm_button.jsx";
import { counted } from "../lib/counted.js";
import { addressOf, contentsOf, stateOf } from "../shell/conversations/share_words.js";
import { useKeptList } from "./kept_list.js";

export function SharedLinks() {
  /** @type {ReturnType<typeof useKeptList<ApiBody<"ShareList">>>} */
  const { kept, fault, remove } = useKeptList("/api/share");
  const links = kept?.links;
  return (
    <>
      {fault && (
        <p className="word" data-bad="" role="alert">
          {fault}
        </p>
      )}
      {links?.length === 0 && (
        <p className="quiet">You haven't shared any chats. Choose Share in a chat's menu to create a link.</p>
      )}
      <ul className="kept">
        {links?.map((link) => (
          <li key={link.token}>
            <div className="grow">
              <a href={link.path} target="_blank" rel="noreferrer" dir="auto">
                {link.title || "Untitled"}
              </a>
              <p className="quiet">{`${stateOf(link)} · ${counted(link.view_count, "view")} · ${contentsOf(link)}`}</p>
            </div>
            <button
              type="button"
              className="action"
              aria-label={`Copy link to ${link.title}`}
              onClick={() => copyText(addressOf(link))}
            >
              Copy
            </button>
            <SureButton asks="Revoke? Click again to confirm" onSure={() => remove(link.token)}>
              Revoke
            </SureButton>
          </li>
        ))}
      </ul>
    </>
  );
}
