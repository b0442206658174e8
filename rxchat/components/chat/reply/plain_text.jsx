// Text as it stands: what is not read as Markdown, in pieces that the browser leaves alone until they come into sight.
import { Component, memo } from "react";

const PIECE = 4_000;

/** @param {string} text */
function piecesOf(text) {
  /** @type {string[]} */
  const pieces = [];
  for (let from = 0; from < text.length; ) {
    const line = text.lastIndexOf("\n", from + PIECE);
    const blank = line > from ? line : text.lastIndexOf(" ", from + PIECE);
    const end = from + PIECE >= text.length ? text.length : blank > from ? blank + 1 : from + PIECE;
    pieces.push(text.slice(from, end));
    from = end;
  }
  return pieces;
}

/** @param {{ text: string }} props */
function PieceOfText({ text }) {
  return <span className="markdown-piece">{text.endsWith("\n") ? text.slice(0, -1) : text}</span>;
}

const Piece = memo(PieceOfText);

/** @param {{ text: string }} props */
function PlainText({ text }) {
  return text.length <= PIECE ? text : piecesOf(text).map((piece, place) => <Piece key={place} text={piece} />);
}

export const Plain = memo(PlainText);

/**
 * Keeps a failure where it happened: what can't be drawn stands as it was written, and all else on the page goes on. Once the text
 * is no longer being written, drawing it is tried again. (A `key` would do that too, and redraw every answer at its end.)
 * @extends {Component<{ text: string, isWriting?: boolean, children: React.ReactNode }, { isBroken: boolean }>}
 */
export class Contained extends Component {
  state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  /** @param {{ isWriting?: boolean }} before */
  componentDidUpdate(before) {
    if (this.state.isBroken && before.isWriting !== this.props.isWriting) this.setState({ isBroken: false });
  }

  render() {
    const { text, children } = this.props;
    return this.state.isBroken ? (
      <div className="markdown-undrawn">
        <Plain text={text} />
      </div>
    ) : (
      children
    );
  }
}
