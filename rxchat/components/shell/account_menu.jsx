// Account menu: settings, appearance, shortcuts and, where there is something to sign out of, signing out.
import { Keyboard, LogOut, Settings, SunMoon } from "lucide-react";
import { useNavigate } from "react-router";
import { useMenuPopover } from "../lib/menu_popover.js";

/** @param {{ opener: HTMLElement, account: ApiBody<"AccountBody"> | null, onClose: () => void }} props */
export function AccountMenu({ opener, account, onClose }) {
  const menu = useMenuPopover(opener, onClose);
  const navigate = useNavigate();
  /** @param {string} path */
  const go = (path) => () => navigate(path);
  const showShortcuts = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("shortcuts"))?.showModal();
  return (
    <div ref={menu} className="menu" role="menu" popover="auto" aria-label="Account">
      {account?.email && (
        <p className="account-email quiet" role="none">
          {account.email}
        </p>
      )}
      <button type="button" className="menu-item" role="menuitem" data-leaves="" onClick={go("/settings")}>
        <Settings size={16} aria-hidden="true" />
        Settings
      </button>
      <button type="button" className="menu-item" role="menuitem" data-leaves="" onClick={go("/settings/appearance")}>
        <SunMoon size={16} aria-hidden="true" />
        Appearance
      </button>
      <button type="button" className="menu-item" role="menuitem" onClick={showShortcuts}>
        <Keyboard size={16} aria-hidden="true" />
        Keyboard shortcuts
      </button>
      {account?.can_sign_out && (
        <form method="post" action="/sign-out" role="none">
          <hr className="menu-line" />
          <button type="submit" className="menu-item" role="menuitem">
            <LogOut size={16} aria-hidden="true" />
            Sign out
          </button>
        </form>
      )}
    </div>
  );
}
