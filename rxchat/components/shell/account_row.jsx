// Account row: the name of who is signed in, which opens the account menu.
import { useEffect, useState } from "react";
import { call } from "../lib/api.js";
import { useLazyMenu } from "../lib/lazy_menu.js";

/** @typedef {ApiBody<"AccountBody">} Account */

const fetchMenu = () => import("./account_menu.jsx").then(({ AccountMenu }) => AccountMenu);

/** `isDue` is whether to ask for the name: the open chat comes first. @param {{ isDue: boolean }} props */
export function AccountRow({ isDue }) {
  const [account, setAccount] = useState(/** @type {Account | null} */ (null));
  const { opened, close, button } = useLazyMenu(fetchMenu);
  useEffect(() => {
    if (!isDue) return;
    let isShown = true;
    /** @type {ReturnType<typeof call<Account>>} */
    const asking = call("/api/account");
    asking.then(({ data }) => isShown && data && setAccount(data));
    return () => {
      isShown = false;
    };
  }, [isDue]);
  const name = account?.name || "Account";
  return (
    <>
      <button {...button} className="account-button" aria-label={name === "Account" ? "Account" : `Account: ${name}`}>
        <span className="account-letter" aria-hidden="true">
          {account && [...name][0].toUpperCase()}
        </span>
        <span className="link-title" dir="auto">
          {account && name}
        </span>
      </button>
      {opened && <opened.Menu opener={opened.opener} account={account} onClose={close} />}
    </>
  );
}
