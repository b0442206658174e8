// Where a person types. The draft lives in the browser, per conversation, until the server says that the message is saved.
import { useEffect, useRef, useState } from "react";
import { fit } from "../../lib/autosize.js";
import { useElement } from "../../lib/element.js";
import { hasHardwareKeyboard, isSubmitEnter } from "../../lib/keys.js";
import { tooLong } from "../../lib/socket_limit.js";
import { usePromptPicker } from "../../prompts/picker_opener.jsx";
import { AttachButton, Attachments, pastedImages, useDrop } from "./attachments.jsx";
import { attach, forget, goAhead, useConversation, useDraftImages } from "./draft_images.js";
import { load, save, tokenOf } from "./draft_text.js";
import { GaugeSlot } from "./gauge_slot.jsx";

/** @import { ChosenModel, Draft, ImageLimits } from "../types" */
/** @typedef {React.RefObject<HTMLTextAreaElement>} Box */

const PENDING_MS = 15000; // no word from the server by then: the person may send again

/**
 * Says what is not as it was meant: what can't be sent, attached or kept, and a model that would not see what was attached.
 * @param {object} props
 * @param {string} props.wrong
 * @param {string} props.words
 * @param {boolean} props.isUnkept
 * @param {string} props.blind
 * @param {ChosenModel["seeing"]} props.seeing
 * @param {boolean} props.isWaiting
 * @param {(ref: string) => void} props.onSwitch
 */
function Notes({ wrong, words, isUnkept, blind, seeing, isWaiting, onSwitch }) {
  return (
    <>
      {wrong && (
        <p className="attach-note" role="alert">
          {wrong}
        </p>
      )}
      {isUnkept && (
        <p className="attach-note" role="status">
          Your browser couldn't keep this draft. It's lost if you reload the page.
        </p>
      )}
      {isWaiting && (
        <p className="attach-note" role="status">
          Uploading images. Your message will be sent when they're ready.
        </p>
      )}
      {words && (
        <p className="attach-note" role="alert">
          {words}
        </p>
      )}
      {blind && (
        <p className="attach-note" role="status">
          {blind} can't read images, so your attachments won't be sent.
          {seeing.ref ? (
            <button type="button" className="action" onClick={() => onSwitch(seeing.ref)}>
              Switch to {seeing.name}
            </button>
          ) : (
            " None of your models can. Add an API key in Settings."
          )}
        </p>
      )}
    </>
  );
}

/**
 * A message on its way: from the click until the server has said that it is saved, refused, or not there.
 * @param {{ accepted: string, refused: string, unsent: string }} props
 */
function usePending({ accepted, refused, unsent }) {
  const token = useRef("");
  const [isPending, setIsPending] = useState(false);

  const release = () => {
    token.current = "";
    setIsPending(false);
  };

  useEffect(() => {
    if (token.current !== "" && [accepted, refused, unsent].includes(token.current)) release();
  }, [accepted, refused, unsent]);

  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setTimeout(release, PENDING_MS);
    return () => clearTimeout(timer);
  }, [isPending]);

  /** @param {string} name */
  const begin = (name) => {
    token.current = name;
    setIsPending(true);
  };
  return { isPending, isOnItsWay: () => token.current !== "", begin };
}

/**
 * What was sent when the connection broke, or the page was reloaded, may have come: the server knows.
 * @param {object} props
 * @param {string} props.conversation
 * @param {string} props.accepted
 * @param {boolean} props.isConnected
 * @param {(text: string, token: string, images: number[]) => void} props.onFindSent
 */
function useFindSent({ conversation, accepted, isConnected, onFindSent }) {
  useEffect(() => {
    const { text, token, ids } = load(conversation);
    if (isConnected && token !== "" && token !== accepted) onFindSent(text, token, ids);
  }, [conversation, isConnected]);
}

/**
 * The text in the box, and its draft: one that was typed before the page came alive stays, else that of the conversation is back.
 * @param {{ box: Box, conversation: string, accepted: string, refused: string, onSaved: () => void }} props
 */
function useText({ box, conversation, accepted, refused, onSaved }) {
  const [isEmpty, setIsEmpty] = useState(true);
  const [isUnkept, setIsUnkept] = useState(false);
  const [wrong, setWrong] = useState(""); // why it can't be sent

  /** @param {string} text */
  const put = (text) => {
    box.current.value = text;
    setIsEmpty(!text.trim());
    setIsUnkept(false);
    setWrong("");
    fit(box.current);
  };
  const wasSent = () => {
    const { token } = load(conversation);
    if (token === "" || token !== accepted) return false;
    save(conversation, "");
    forget(conversation);
    return true;
  };

  useEffect(() => {
    const isSent = wasSent();
    const isTyped = box.current.value && !box.current.dataset.alive;
    put(isTyped ? box.current.value : isSent ? "" : load(conversation).text);
    box.current.dataset.alive = "yes";
    // Not from a message that the address led to, nor from Undo: the chat that was open may have been deleted.
    if (!document.activeElement?.closest(".message, .notices")) focusBox(box);
  }, [conversation]);

  useEffect(() => {
    if (!wasSent()) return;
    put("");
    onSaved();
  }, [accepted]);
  useEffect(() => () => goAhead("0"), []);

  useEffect(() => {
    const { text, token } = load(conversation);
    if (token !== "" && token === refused) save(conversation, text); // sent again, it is another message
  }, [refused]);

  const typed = () => {
    setIsUnkept(!save(conversation, box.current.value));
    setWrong("");
    setIsEmpty(!box.current.value.trim());
    fit(box.current);
  };
  return { isEmpty, isUnkept, wrong, setWrong, typed };
}

/** @param {Box} box */
function focusBox(box) {
  if (hasHardwareKeyboard() || !window.matchMedia("(pointer: coarse)").matches) box.current.focus({ preventScroll: true });
}

/** @param {{ isRunning: boolean, isShut: boolean, onStop: () => void }} props */
function SendButton({ isRunning, isShut, onStop }) {
  if (isRunning) {
    return (
      <button type="button" className="send" aria-label="Stop" title="Stop (Esc)" onClick={onStop}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="6" y="6" width="12" height="12" rx="2" />
        </svg>
      </button>
    );
  }
  return (
    <button type="submit" className="send" aria-label="Send" title="Send (Enter)" disabled={isShut}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 19V5m-7 7 7-7 7 7" />
      </svg>
    </button>
  );
}

/**
 * Sends what is in the box, at once or when its images are there; it stays where one of them could not be attached.
 * @param {object} props
 * @param {Box} props.box
 * @param {string} props.conversation
 * @param {Draft} props.draft
 * @param {ReturnType<typeof useText>} props.text
 * @param {ReturnType<typeof usePending>} props.pending
 * @param {boolean} props.isRunning
 * @param {(text: string, token: string, images: number[]) => void} props.onSend
 */
function useSend({ box, conversation, draft, text, pending, isRunning, onSend }) {
  const { images, words, looking } = draft;
  const [waiting, setWaiting] = useState(""); // the conversation whose draft goes when its images are there
  const ids = images.flatMap((image) => image.id ?? []);
  const isUploading = looking > 0 || ids.length < images.length;

  const send = () => {
    const typed = box.current.value;
    if ((!typed.trim() && images.length === 0) || pending.isOnItsWay() || isRunning) return;
    setWaiting(isUploading ? conversation : "");
    if (isUploading) return;
    const fault = tooLong(typed, "The message");
    text.setWrong(fault);
    if (fault) return;
    const token = tokenOf(conversation, typed, ids);
    pending.begin(token);
    save(conversation, typed, token, ids);
    onSend(typed, token, ids);
  };

  useEffect(() => setWaiting(""), [conversation]);
  useEffect(() => {
    if (waiting !== conversation || isUploading) return;
    setWaiting("");
    if (!words) send();
  }, [isUploading]);
  return { send, isWaiting: waiting === conversation, holdBack: () => setWaiting("") };
}

/**
 * @param {object} props
 * @param {string} props.accepted
 * @param {string} props.refused
 * @param {string} props.unsent
 * @param {boolean} props.isRunning
 * @param {number} props.open
 * @param {string} props.shown
 * @param {boolean} props.isConnected
 * @param {ImageLimits} props.limits
 * @param {ChosenModel} props.model
 * @param {(text: string, token: string, images: number[]) => void} props.onSend
 * @param {(text: string, token: string, images: number[]) => void} props.onFindSent
 * @param {() => void} props.onStop
 * @param {(ref: string) => void} props.onSwitch
 */
export function Composer(props) {
  const { accepted, refused, unsent, isRunning, open, shown, isConnected, limits, model, onSend, onFindSent, onStop, onSwitch } =
    props;
  const conversation = useConversation();
  const draft = useDraftImages(conversation);
  const { images, words } = draft;
  const box = /** @type {React.RefObject<HTMLTextAreaElement>} */ (useElement());
  const text = useText({ box, conversation, accepted, refused, onSaved: () => goAhead(`${open}`) });
  const prompts = usePromptPicker(box);
  const pending = usePending({ accepted, refused, unsent });
  useFindSent({ conversation, accepted, isConnected, onFindSent });
  const { isPending } = pending;
  const isEmpty = text.isEmpty && images.length === 0;
  const { send, isWaiting, holdBack } = useSend({ box, conversation, draft, text, pending, isRunning, onSend });

  /** @param {File[]} files */
  const take = (files) => {
    if (!isPending && files.length > 0) attach(conversation, files, limits);
  };
  useDrop(take);
  /** @param {React.ClipboardEvent} event */
  const pasted = (event) => {
    const files = pastedImages(event.clipboardData);
    if (files.length > 0) event.preventDefault();
    take(files);
  };
  // The button is "Send" then, and takes no focus while there is nothing to send.
  const stop = () => {
    onStop();
    focusBox(box);
  };
  /** @param {React.SyntheticEvent} event */
  const submitted = (event) => {
    event.preventDefault();
    send();
  };
  const typed = () => {
    text.typed();
    prompts.typed();
    holdBack();
  };
  const blind = images.length > 0 && model.isBlind ? model.name : "";

  return (
    <>
      <Notes {...{ words, blind, isWaiting, onSwitch }} wrong={text.wrong} isUnkept={text.isUnkept} seeing={model.seeing} />
      {prompts.picker}
      <form className="composer" aria-busy={isPending} onSubmit={submitted}>
        <Attachments conversation={conversation} images={images} isShut={isPending} onEmptied={() => box.current.focus()} />
        <AttachButton conversation={conversation} limits={limits} isShut={isPending} />
        {prompts.button}
        <textarea
          ref={box}
          id="message"
          rows={1}
          aria-label="Message"
          placeholder="Ask anything"
          readOnly={isPending}
          onInput={typed}
          onKeyDown={(event) => isSubmitEnter(event) && submitted(event)}
          onPaste={pasted}
        />
        <span className="composer-model" aria-hidden="true">
          {model.name}
        </span>
        <GaugeSlot {...{ conversation, model, box, isRunning, shown, isEmpty }} images={images.length} />
        <SendButton isRunning={isRunning} isShut={isEmpty || isPending} onStop={stop} />
      </form>
    </>
  );
}
