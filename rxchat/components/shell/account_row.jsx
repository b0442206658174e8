// Account row: the name of who is signed in, which opens the account menu.
import { useEffect, useState } from "react";
import { call, OFFLINE } from "../lib/api.js";
import { failed } from "./conversations/conversation_store.js";

/** @typedef {ApiBody<"AccountBody">} Account */

export function AccountRow() {
  const [account, setAccount] = useState(/** @type {Account | null} */ (null));
  const [menu, setMenu] = useState(
    /** @type {{ Menu: typeof import("./account_menu.jsx").AccountMenu, opener: HTMLElement } | null} */ (null),
  );
  useEffect(() => {
    let isShown = true;
    /** @type {ReturnType<typeof call<Account>>} */
    const asking = call("/api/account");
    asking.then(({ data }) => isShown && data && setAccount(data));
    return () => {
      isShown = false;
    };
  }, []);
  /** @param {React.MouseEvent<HTMLElement>} event */
  const open = async ({ currentTarget: opener }) => {
    try {
      setMenu({ Menu: (await import("./account_menu.jsx")).AccountMenu, opener });
    } catch {
      failed(OFFLINE);
    }
  };
  const name = account?.name || "Account";
  return (
    <>
      <button
        type="button"
        className="account-button"
        aria-label={name === "Account" ? "Account" : `Account: ${name}`}
        aria-haspopup="menu"
        aria-expanded={menu !== null}
        onClick={open}
      >
        <span className="account-letter" aria-hidden="true">
          {account && [...name][0].toUpperCase()}
        </span>
        <span className="link-title" dir="auto">
          {account && name}
        </span>
      </button>
      {menu && <menu.Menu opener={menu.opener} account={account} onClose={() => setMenu(null)} />}
    </>
  );
}
