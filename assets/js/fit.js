/** Have a box be as high as its text where the browser does not do so by itself (`field-sizing`): to measure lays out the whole page. */
export function fit(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}
