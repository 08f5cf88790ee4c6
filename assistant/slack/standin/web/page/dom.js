// Elements without a framework.

/**
 * Make an element. Properties that begin with "on" are listeners; true, false, null and undefined mean what they say for
 * attributes; `className` is the class. Children are nodes, texts, or lists of both; what is empty or false is left out.
 */
export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "className") made.className = value;
    else if (name === "value") made.value = value;
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return made;
}

/** A text with line breaks as nodes. */
export function lines(text) {
  return text.split("\n").flatMap((line, number) => (number ? [el("br"), line] : [line])).filter((part) => part !== "");
}

let last = 0;

/** An id that nothing else on the page has. */
export function newId(name) {
  last += 1;
  return `${name}-${last}`;
}

const signs = new WeakMap();

/**
 * Make the children of `place` those of `wanted`, a list of [key, signature, build]. A child is kept as it is, with focus and
 * what was typed in it, as long as its key and signature are the same.
 */
export function keep(place, wanted) {
  const keys = new Set(wanted.map(([key]) => key));
  for (const child of [...place.children]) if (!keys.has(child.dataset.key)) child.remove();
  const old = new Map([...place.children].map((child) => [child.dataset.key, child]));
  let before = place.firstElementChild;
  for (const [key, sign, build] of wanted) {
    let child = old.get(key);
    if (!child || signs.get(child) !== sign) {
      const made = build();
      made.dataset.key = key;
      signs.set(made, sign);
      if (child === before && child) before = made;
      if (child) child.replaceWith(made);
      child = made;
    }
    if (child === before) before = before.nextElementSibling;
    else place.insertBefore(child, before);
  }
}

/** A short, stable sign of a value: two values with the same sign are drawn the same. */
export function signature(value) {
  return JSON.stringify(value);
}
