// Numbers as people read them.

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const count = (value) => value === undefined || value === null ? "–"
  : value >= 1e6 ? short.format(value) : whole.format(Math.round(value));

/** Something per second: one decimal where it matters. */
export const rate = (value) => value === undefined || value === null ? "–"
  : value === 0 ? "0/s" : value < 10 ? `${value.toFixed(1)}/s` : `${count(value)}/s`;

export function bytes(value) {
  if (value === undefined || value === null) {
    return "–";
  }
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let left = value;
  while (left >= 1024 && unit < units.length - 1) {
    left /= 1024;
    unit++;
  }
  return `${unit === 0 || left >= 100 ? Math.round(left) : left.toFixed(1)} ${units[unit]}`;
}

export const bytesRate = (value) => value === undefined ? "–" : `${bytes(value)}/s`;
export const percent = (share) => share === undefined ? "–" : `${share < 0.0995 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;

export function duration(ms) {
  if (ms === undefined || ms === null) {
    return "–";
  }
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) {
    return `${s} s`;
  }
  if (s < 3600) {
    return `${Math.floor(s / 60)} min ${s % 60} s`;
  }
  return s < 86400 ? `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min` : `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
}

export const time = (at) => clock.format(new Date(at));
export const since = (at) => duration(Date.now() - new Date(at).getTime());
/** The part of a node's name that people have given it. */
export const nodeName = (name) => name.split("#")[0];

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
