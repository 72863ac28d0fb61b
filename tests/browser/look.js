/* What axe finds wrong on the page, and which ways of writing a text it has found good.

   Whether a text can be read depends on its colour, its size and what is painted beneath it. Half of
   axe's time goes into that, on every page for the same few dozen ways of writing; `good` are those
   that it has passed already, and only texts written in another way are given to it. What it cannot
   tell (a text too short, or over a picture) it has not passed, and is asked about again.
   All other rules look at the whole page. */
async (good) => {
  if (!("axe" in window)) (0, eval)(window.axeText);
  const known = new Set(good), beneath = new Map(), fresh = new Map();
  // What axe loads beforehand it needs for sounds and films only.
  const preload = !!document.querySelector("audio, video");
  const under = (e) => {
    if (!e) return "";
    if (beneath.has(e)) return beneath.get(e);
    const style = getComputedStyle(e);
    let told = "";
    if (style.opacity !== "1" || style.filter !== "none" || style.mixBlendMode !== "normal")
      told += `${style.opacity} ${style.filter} ${style.mixBlendMode};`;
    if (style.backgroundImage !== "none") told += style.backgroundImage;
    // It may lie over what is not around it.
    if (!["static", "relative"].includes(style.position)) told += `${e.tagName}.${e.className}`;
    // What is transparent paints nothing, however many of it there are.
    if (style.backgroundColor !== "rgba(0, 0, 0, 0)") told += `${style.backgroundColor};`;
    told += under(e.parentElement);
    beneath.set(e, told);
    return told;
  };
  const written = (e) => {
    const style = getComputedStyle(e);
    return [style.color, style.fontSize, style.fontWeight, style.textShadow, under(e)].join("|");
  };
  const put = (e) => {
    if (!e || !e.checkVisibility({visibilityProperty: true}) || fresh.has(e)) return;
    const way = written(e);
    if (!known.has(way)) fresh.set(e, way);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (texts.currentNode.data.trim()) put(texts.currentNode.parentElement);
  document.querySelectorAll("input, select, textarea, button").forEach(put);
  const told = (found) => found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 200)}`);
  const rest = await axe.run(document, {
    resultTypes: ["violations"], preload, rules: {"color-contrast": {enabled: false}},
  });
  if (!fresh.size) return [told(rest), []];
  const contrast = await axe.run({include: [...fresh.keys()]}, {
    resultTypes: ["violations", "passes"], preload, runOnly: ["color-contrast"], elementRef: true,
  });
  const passed = contrast.passes.flatMap((one) => one.nodes.map((node) => fresh.get(node.element)));
  const failed = contrast.violations.flatMap((one) => one.nodes.map((n) => fresh.get(n.element)));
  const now = new Set(passed.filter((way) => way && !failed.includes(way)));
  return [[...told(rest), ...told(contrast)], [...now]];
}
