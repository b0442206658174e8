// Sharing a conversation: what would leave is shown first, then a link is made, updated or revoked.
import { useEffect, useState } from "react";
import { call } from "../../lib/api.js";
import { copyText } from "../../lib/clipboard.js";
import { SureButton } from "../../lib/confirm_button.jsx";
import { counted } from "../../lib/counted.js";
import { Dialog } from "../../lib/dialog.jsx";
import { TimeAgo } from "../../lib/time_ago.jsx";
import "./share_dialog.css";
import { addressOf, stateOf } from "./share_words.js";

/** @import { Answer, Options } from "../../lib/types" */
/** @typedef {ApiBody<"ConversationShares">} Shares */
/** @typedef {ApiBody<"ShareBody">} Link */
/** @typedef {{ include_reasoning: boolean, include_images: boolean, expires_in_days: number | null }} Choices */

const EXPIRIES = /** @type {[string, number | null][]} */ ([
  ["Never", null],
  ["In 1 day", 1],
  ["In 7 days", 7],
  ["In 30 days", 30],
]);

/** @param {{ name: "include_reasoning" | "include_images", label: string, choices: Choices, onChoose: (choices: Choices) => void }} props */
function Tick({ name, label, choices, onChoose }) {
  return (
    <label className="share-choice">
      <input
        type="checkbox"
        checked={choices[name]}
        onChange={(event) => onChoose({ ...choices, [name]: event.target.checked })}
      />
      {label}
    </label>
  );
}

/** @param {{ shares: Shares, conversation: number, choices: Choices, onChoose: (choices: Choices) => void }} given */
function Leaves({ shares, conversation, choices, onChoose }) {
  const wanted = `reasoning=${choices.include_reasoning}&images=${choices.include_images}`;
  return (
    <>
      <p>
        <strong dir="auto">{shares.title || "Untitled"}</strong>, {counted(shares.message_count, "message")}.{" "}
        <a href={`/api/conversations/${conversation}/share/preview?${wanted}`} target="_blank" rel="noreferrer">
          Preview
        </a>
      </p>
      <p className="quiet">
        {"Later messages, other versions, instructions and your name aren't shared. "}
        {shares.is_local
          ? "Only people on this computer can open the link, because rxchat can't be reached from elsewhere."
          : "Anyone with the link can view it without signing in."}
      </p>
      {shares.reasoning_count > 0 && (
        <Tick
          name="include_reasoning"
          label={`Include reasoning (${counted(shares.reasoning_count, "response")})`}
          choices={choices}
          onChoose={onChoose}
        />
      )}
      {shares.image_count > 0 && (
        <Tick name="include_images" label={`Include images (${shares.image_count})`} choices={choices} onChoose={onChoose} />
      )}
      <label className="share-choice">
        Expires
        <select
          value={choices.expires_in_days ?? ""}
          onChange={(event) => onChoose({ ...choices, expires_in_days: Number(event.target.value) || null })}
        >
          {EXPIRIES.map(([name, days]) => (
            <option key={name} value={days ?? ""}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** @param {{ link: Link }} given */
function Made({ link }) {
  return (
    <>
      <div className="share-address">
        <input readOnly aria-label="Link" value={addressOf(link)} onFocus={(event) => event.target.select()} />
        <button type="button" className="action primary" onClick={() => copyText(addressOf(link))}>
          Copy
        </button>
      </div>
      <p className="quiet">
        {`${stateOf(link)} · ${counted(link.view_count, "view")} · `}
        {link.taken_at ? (
          <>
            Shows the chat as it was <TimeAgo at={link.taken_at} />
          </>
        ) : (
          "Shows the chat as it is now"
        )}
      </p>
    </>
  );
}

/** @param {{ link: Link | undefined, isBusy: boolean, onRevoke: () => void, onMake: () => void }} props */
function Actions({ link, isBusy, onRevoke, onMake }) {
  return (
    <div className="dialog-actions">
      {link && (
        <SureButton asks="Revoke? Click again to confirm" onSure={onRevoke}>
          Revoke
        </SureButton>
      )}
      <button type="button" className={link ? "action" : "action primary"} disabled={isBusy} onClick={onMake}>
        {link ? "Update link" : "Create link"}
      </button>
    </div>
  );
}

/** @param {{ conversation: number, onClose: () => void }} props */
export function ShareDialog({ conversation, onClose }) {
  const [shares, setShares] = useState(/** @type {Shares | null} */ (null));
  const [choices, setChoices] = useState(
    /** @type {Choices} */ ({ include_reasoning: false, include_images: false, expires_in_days: null }),
  );
  const [fault, setFault] = useState("");
  const [word, setWord] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const path = `/api/conversations/${conversation}/share`;
  const ask = async () => {
    /** @type {Answer<Shares>} */
    const { data, fault } = await call(path);
    if (data) setShares(data);
    setFault(fault ?? "");
    return data;
  };
  useEffect(() => {
    ask().then((found) => {
      const link = found?.links[0];
      if (link) setChoices((are) => ({ ...are, include_reasoning: link.include_reasoning, include_images: link.include_images }));
    });
  }, []);

  /** @param {[string, Options][]} steps @param {string} done */
  const take = async (steps, done) => {
    setIsBusy(true);
    setWord("");
    let failed = "";
    for (const [address, options] of steps) failed ||= (await call(address, options)).fault ?? "";
    await ask();
    setIsBusy(false);
    if (failed) setFault(failed);
    else setWord(done);
  };
  const link = shares?.links[0];
  const { expires_in_days, ...content } = choices;
  const create = () => take([[path, { method: "POST", body: choices }]], "Link created.");
  const update = () =>
    take(
      [
        [`/api/share/${link?.token}/snapshot`, { method: "PUT", body: content }],
        [`/api/share/${link?.token}/settings`, { method: "PUT", body: { is_public: true, expires_in_days } }],
      ],
      "Link updated. It shows the chat as it is now.",
    );
  const revoke = () => take([[`/api/share/${link?.token}`, { method: "DELETE" }]], "Link revoked. It no longer works.");
  return (
    <Dialog title="Share chat" className="share-dialog" onClose={onClose}>
      {!shares && !fault && <p className="quiet">Loading…</p>}
      {shares && <Leaves shares={shares} conversation={conversation} choices={choices} onChoose={setChoices} />}
      {link && <Made link={link} />}
      {shares && shares.links.length > 1 && (
        <p className="quiet">{`This chat has ${shares.links.length} links. See the others in Settings > Data.`}</p>
      )}
      <p className="word" data-bad={fault ? "" : undefined} role={fault ? "alert" : "status"}>
        {fault || word}
      </p>
      {shares && (
        <Actions link={link} isBusy={isBusy || shares.message_count === 0} onRevoke={revoke} onMake={link ? update : create} />
      )}
    </Dialog>
  );
}
