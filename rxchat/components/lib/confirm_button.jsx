// A button for what can't be taken back: the first click asks, the second one does it. Leaving it is a no.
import { useState } from "react";

/** @param {{ children: React.ReactNode, onSure: () => void }} props */
export function SureButton({ children, onSure }) {
  const [isAsked, setIsAsked] = useState(false);
  const pressed = () => {
    setIsAsked(!isAsked);
    if (isAsked) onSure();
  };
  return (
    <button type="button" className="action" data-asked={isAsked || undefined} onClick={pressed} onBlur={() => setIsAsked(false)}>
      {isAsked ? "Remove? Click again to confirm" : children}
    </button>
  );
}
