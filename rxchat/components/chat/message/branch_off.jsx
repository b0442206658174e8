// Begins another conversation with the messages up to this one, and opens it.
import { useState } from "react";
import { useNavigate } from "react-router";
import { Split } from "lucide-react";
import { branchOff } from "../../shell/conversations/conversation_store.js";

const NAME = "Branch into a new chat";

export function BranchOff({ conversation, message }) {
  const navigate = useNavigate();
  const [isBusy, setIsBusy] = useState(false);
  const begin = async () => {
    setIsBusy(true);
    const { told } = await branchOff(conversation, message);
    setIsBusy(false);
    if (told) navigate(`/c/${told.id}`);
  };
  return (
    <button type="button" className="icon-button" aria-label={NAME} title={NAME} disabled={isBusy} onClick={begin}>
      <Split size={15} aria-hidden="true" />
    </button>
  );
}
