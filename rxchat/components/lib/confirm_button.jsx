// A button for what can't be taken back: the first click asks, the second one does it. Leaving it is a no.
import { useState } from "react";

/**
 * `asks` is what it says before the second click.
 * @param {{ children: React.ReactNode, asks?: string, onSure: () => void }} props
 */
export function SureButton({ children, asks = "Remove? Click again to confirm", onSure }) {
  const [isAsked, setIsAsked] = useState(false);
  const pressed = () => {
    setIsAsked(!isAsked);
    if (isAsked) onSure();
  };
  return (
    <button type="button" className="action" data-asked={isAsked || undefined} onClick={pressed} onBlur={() => setIsAsked(false)}>
      {isAsked ? asks : children}
    </button>
  );
}
