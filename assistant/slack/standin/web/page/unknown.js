import { el } from "./dom.js";

/** Something that this page cannot draw: shown as it came, in sight, so that nothing is missed. */
export function unknown(thing) {
  return el(
    "details",
    { className: "unknown", open: true },
    el("summary", {}, `Not drawn here: ${thing?.type ?? "something without a type"}`),
    el("pre", { tabindex: "0" }, JSON.stringify(thing, null, 2)),
  );
}
