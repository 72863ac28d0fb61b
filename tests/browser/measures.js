/* What a page must keep to wherever it is drawn; answers with what does not. Words have at least
   16 px (18 in the elder mode), what is pressed has at least 44 px (60), nothing is wider than the
   screen. A link inside a running sentence is as high as its line. */
() => {
  const elder = document.documentElement.dataset.mode === "elder";
  const [words, target] = elder ? [18, 60] : [16, 44];
  const found = new Set();
  const seen = (e) => {
    const box = e.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(e).visibility !== "hidden";
  };
  const named = (e) => `${e.tagName} "${e.textContent.trim().slice(0, 24)}"`;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !seen(e) || e.closest("script, style, noscript")) continue;
    let size = parseFloat(getComputedStyle(e).fontSize);
    const drawing = e.closest("svg");
    if (drawing) size *= drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;
    if (size < words - 0.1) found.add(`${size.toFixed(1)} px: ${named(e)}`);
  }
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (!seen(e) || e.classList.contains("tb-skip")) continue;
    const label = e.matches("[type=radio], [type=checkbox]") && e.closest("label");
    const height = (label || e).getBoundingClientRect().height;
    const inSentence = getComputedStyle(e).display === "inline"
      && e.parentElement.textContent.trim().length > e.textContent.trim().length + 3;
    if (height < target - 0.5 && !inSentence) found.add(`${height.toFixed(0)} px high: ${named(e)}`);
  }
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) found.add(`${wide} px wider than the screen`);
  return [...found];
}
