// What is sent: the system prompt of a conversation, level by level, each of which can be left out there. Fetched when it is opened.
import { useEffect, useState } from "react";
import { call } from "../../lib/api.js";
import { CopyButton } from "../../lib/copy_button.jsx";
import { Dialog } from "../../lib/dialog.jsx";
import "./sent_instructions.css";

/** @typedef {ApiBody<"SentBody">} Sent */

/** @import { Answer, Options } from "../../lib/types" */
/** @typedef {Sent["levels"][number]} SentLevel */

const NAMES = {
  conversation: "This chat's system prompt",
  person: "Your custom instructions",
  project: "Project instructions",
  artifacts: "Artifacts",
};
const MISSING = {
  conversation: "None. Add one in the chat's response settings.",
  person: "None. Add them in Settings > Chat.",
  project: "None.",
  artifacts: "None: this model is too small to write artifacts.",
};

/** @param {{ level: SentLevel, onTurn: () => void }} props */
function Level({ level, onTurn }) {
  const name = level.name ? `${NAMES[level.level]}: ${level.name}` : NAMES[level.level];
  return (
    <section>
      <h3>{name}</h3>
      {level.text ? (
        <>
          <button
            type="button"
            role="switch"
            className="switch"
            aria-label={`Send: ${name}`}
            aria-checked={level.is_on}
            onClick={onTurn}
          >
            <span className="switch-track" aria-hidden="true" />
            {level.is_on ? "Sent" : "Not sent"}
          </button>
          <p className="sent-text" data-off={level.is_on ? undefined : ""}>
            {level.text}
          </p>
        </>
      ) : (
        <p className="quiet">{MISSING[level.level]}</p>
      )}
    </section>
  );
}

/** @param {{ conversation: number, onClose: () => void }} props */
export function SentInstructions({ conversation, onClose }) {
  const [sent, setSent] = useState(/** @type {Sent | null} */ (null));
  const [fault, setFault] = useState("");
  const path = `/api/conversations/${conversation}/instructions`;
  /** @param {Options} [options] */
  const ask = async (options) => {
    /** @type {Answer<Sent>} */
    const { data, fault } = await call(path, options);
    if (data) setSent(data);
    setFault(fault ?? "");
  };
  useEffect(() => {
    ask();
  }, []);
  /** @param {SentLevel} level */
  const turn = (level) => () => ask({ method: "PATCH", body: { [level.level]: !level.is_on } });
  return (
    <Dialog
      title="What is sent"
      className="sent-instructions"
      tools={sent?.system && <CopyButton text={sent.system} />}
      onClose={onClose}
    >
      <p className="quiet">The model receives these instructions, in this order, with every message in this chat.</p>
      {sent?.levels.map((level) => (
        <Level key={level.level} level={level} onTurn={turn(level)} />
      ))}
      {fault && (
        <p className="word" data-bad role="alert">
          {fault}
        </p>
      )}
    </Dialog>
  );
}
