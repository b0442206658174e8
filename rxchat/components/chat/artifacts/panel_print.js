// Prints the artifact alone: what the open tab shows of it.
export function printPanel() {
  const root = document.documentElement;
  root.dataset.print = "artifact";
  window.addEventListener("afterprint", () => delete root.dataset.print, { once: true });
  window.print();
}
