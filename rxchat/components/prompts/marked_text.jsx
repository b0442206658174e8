// A prompt's text with its variables marked: to look at, or behind the field that it is typed in.
import "./marked_text.css";
import { useLayoutEffect, useMemo } from "react";
import { fit } from "../lib/autosize.js";
import { useElement } from "../lib/element.js";
import { promptParts } from "./prompt_variables.js";

const LONGEST_MARKED = 20_000; // characters: a longer text is shown without marks

/** @param {{ text: string, values?: Map<string, string> }} props `values` are shown in the place of their variables */
export function MarkedText({ text, values }) {
  const parts = useMemo(() => (text.length > LONGEST_MARKED ? [{ text, name: "" }] : promptParts(text)), [text]);
  // A part's place in the text is all that it is known by.
  let at = 0;
  return parts.map((part) => {
    at += part.text.length;
    return part.name ? <mark key={at}>{values?.get(part.name) || part.text}</mark> : part.text;
  });
}

/**
 * A field for a prompt's text. It grows with the text; what is around it scrolls.
 * @param {{ id: string, value: string, isReadOnly: boolean, describedBy: string, onType: (text: string) => void }} props
 */
export function MarkedField({ id, value, isReadOnly, describedBy, onType }) {
  const box = /** @type {React.RefObject<HTMLTextAreaElement>} */ (useElement());
  useLayoutEffect(() => fit(box.current), [value]);
  return (
    <div className="marked-field">
      <div className="marked-text" aria-hidden="true">
        <MarkedText text={value} />
        {"\n"}
      </div>
      <textarea
        ref={box}
        id={id}
        rows={5}
        required
        dir="auto"
        aria-describedby={describedBy}
        value={value}
        readOnly={isReadOnly}
        onChange={(event) => onType(event.target.value)}
      />
    </div>
  );
}
