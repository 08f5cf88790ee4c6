// Times as they are written on the page: in the zone of its people, where there is one; else in that of the browser.

let zone;

/** Write all times in this zone, as `America/Los_Angeles`; "" for that of the browser. */
export function useZone(name) {
  zone = name || undefined;
}

/** A moment, with the parts that `options` of Intl.DateTimeFormat name. */
export function written(moment, options) {
  return new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone }).format(moment);
}

/** All of it, for who wants to know exactly. */
export function whole(moment) {
  return moment.toLocaleString("en-US", { timeZone: zone });
}
