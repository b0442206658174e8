// The gauge's breakdown: what the next request holds and costs, what the shown branch has cost, and compaction.
import { Dialog } from "../../lib/dialog.jsx";
import { cancelCompacting, compact, contexts } from "./context_store.js";
import { dollars, figures, percent, tokenWords } from "./context_words.js";
import "./context_dialog.css";

/** @import { ChosenModel } from "../types" */
/** @import { Context } from "./context_words.js" */

/** @param {number | null} amount */
const price = (amount) => (amount === null ? "" : dollars(amount));

/** @param {{ rows: [string, string, string?][] }} props */
function Figures({ rows }) {
  return (
    <table className="context-figures">
      <tbody>
        {rows.map(([name, tokens, cost = ""]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{tokens}</td>
            <td>{cost}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** @param {{ branch: Context["branch"] }} props */
function BranchCost({ branch }) {
  const cost = branch.cost === null ? "" : `${dollars(branch.cost)}${branch.unpriced_answers ? " + unknown" : ""}`;
  return (
    <>
      <h3>This chat so far</h3>
      <Figures
        rows={[
          ["Sent", tokenWords(branch.input_tokens)],
          ["Received", tokenWords(branch.output_tokens), cost],
        ]}
      />
      <p className="quiet">The answers you see here. Other versions aren't included.</p>
    </>
  );
}

/** @param {{ isBusy: boolean }} props */
function Compact({ isBusy }) {
  const { isCompacting, fault } = contexts.use();
  return (
    <>
      <p className="quiet">
        Compacting sends the model a summary instead of the older messages. All messages stay, and you can edit or undo it.
      </p>
      {fault && (
        <p role="alert" className="word" data-bad>
          {fault}
        </p>
      )}
      <div className="dialog-actions">
        {isCompacting && (
          <button type="button" className="action" onClick={cancelCompacting}>
            Cancel
          </button>
        )}
        <button type="button" className="action primary" disabled={isBusy || isCompacting} onClick={compact}>
          {isCompacting ? "Summarizing…" : "Compact chat"}
        </button>
      </div>
    </>
  );
}

/** @param {{ context: Context, typed: number, model: ChosenModel, isRunning: boolean, onClose: () => void }} props */
export function ContextDialog({ context, typed, model, isRunning, onClose }) {
  const found = figures(context, typed, Date.now());
  const { parts } = context;
  const contents = /** @type {[string, number][]} */ ([
    ["Instructions", parts.instructions],
    ["Summary", parts.summary],
    ["Messages", parts.messages],
    ["Images", parts.images],
  ]);
  return (
    <Dialog title="Context" className="context-dialog" onClose={onClose}>
      <p>
        {found.share === null
          ? `${tokenWords(found.total)}. The size of ${model.name}'s context window isn't known.`
          : `${percent(found.share)} of ${model.name}'s ${tokenWords(context.window ?? 0)}.`}
      </p>
      <h3>Next message</h3>
      <Figures
        rows={[
          ["Cached", tokenWords(found.cached), price(found.cachedCost)],
          ["New", tokenWords(found.fresh), price(found.freshCost)],
          ["Total", tokenWords(found.total), price(found.cost)],
        ]}
      />
      <p className="quiet">
        {`${tokenWords(context.counted_tokens)} counted by the provider, ${tokenWords(context.estimated_tokens + typed)} estimated.`}
        {found.cost !== null && " The answer's own cost comes on top."}
      </p>
      <h3>What it holds (estimated)</h3>
      <Figures rows={contents.filter(([, tokens]) => tokens > 0).map(([name, tokens]) => [name, tokenWords(tokens)])} />
      {context.branch.answers > 0 && <BranchCost branch={context.branch} />}
      {context.can_compact && <Compact isBusy={isRunning} />}
    </Dialog>
  );
}
