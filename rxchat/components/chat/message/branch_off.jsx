// Begins another conversation with the messages up to this one, and opens it.

import { Split } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { branchOff } from "../../shell/conversations/conversation_store.js";

const NAME = "Branch in new chat";

/** @param {{ conversation: number, message: number }} props */
export function BranchOff({ conversation, message }) {
  const navigate = useNavigate();
  const [isBusy, setIsBusy] = useState(false);
  const begin = async () => {
    setIsBusy(true);
    const { conversation: branch } = await branchOff(conversation, message);
    setIsBusy(false);
    if (branch) navigate(`/c/${branch.id}`);
  };
  return (
    <button type="button" className="icon-button" aria-label={NAME} title={NAME} disabled={isBusy} onClick={begin}>
      <Split size={15} aria-hidden="true" />
    </button>
  );
}
