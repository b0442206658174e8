// While the server does not answer this page: one whose session has ended is loaded again, and so shows how to sign in.
import { useEffect } from "react";

const LOOK_MS = 2000;

export function WayBack() {
  useEffect(() => {
    const look = async () => {
      const answer = await fetch("/api/session", { cache: "no-store" }).catch(() => null); // null: no server at all
      if (answer?.status === 401) window.location.reload();
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return null;
}
