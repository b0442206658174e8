const LONG = 20_000; // characters

/** Have a box be as high as its text where the browser does not do so by itself (`field-sizing`): to measure lays out the whole page.
 *  And mark a box with a long text: the styles then save the browser work that grows with the square of its length.
 *  @param {HTMLTextAreaElement} box
 */
export function fit(box) {
  box.toggleAttribute("data-long", box.value.length > LONG);
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}
