// A list that the server keeps, whose entries can be removed one by one: share links, programs' tokens.
import { useEffect, useState } from "react";
import { call, request } from "../lib/api.js";

/** @import { Answer } from "../lib/types" */

/**
 * What the path answers, null until it has, and what went wrong last.
 * @template Kept
 * @param {string} path
 */
export function useKeptList(path) {
  const [kept, setKept] = useState(/** @type {Kept | null} */ (null));
  const [fault, setFault] = useState("");
  const ask = async () => {
    /** @type {Answer<Kept>} */
    const { data, fault } = await call(path);
    setFault(fault ?? "");
    if (data) setKept(data);
  };
  useEffect(() => {
    ask();
  }, []);
  /** @param {number | string} id */
  const remove = async (id) => {
    const { fault } = await request(`${path}/${id}`, { method: "DELETE" });
    if (fault) setFault(fault);
    else await ask();
  };
  return { kept, fault, ask, remove };
}
