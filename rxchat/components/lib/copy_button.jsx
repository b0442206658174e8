// Copies a text and says so: with a check mark in the button, and in words for all copying on the page.

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText, useCopied } from "./clipboard.js";

const SHOWN_MS = 2000;
const WORDS = { "": "", good: "Copied", bad: "Couldn't copy. Select the text and copy it with your keyboard." };

/** @param {{ text: string }} props */
export function CopyButton({ text }) {
  const [copies, setCopies] = useState(0);
  useEffect(() => {
    if (copies === 0) return undefined;
    const timer = setTimeout(() => setCopies(0), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copies]);
  const copy = async () => {
    if (await copyText(text)) setCopies((before) => before + 1);
  };
  const name = copies > 0 ? "Copied" : "Copy";
  const Icon = copies > 0 ? Check : Copy;
  return (
    <button type="button" className="icon-button" aria-label={name} title={name} onClick={copy}>
      <Icon size={15} aria-hidden="true" />
    </button>
  );
}

/** Once on each page. */
export function Copied() {
  const said = useCopied();
  return (
    <div className="copied" role="status" data-said={said || undefined}>
      {WORDS[said]}
    </div>
  );
}
