/**
 * Dates with a precision, as core/periods.py has them. A day is a whole number: days since 1 January 1970, without clock or zone.
 * @typedef {"day" | "week" | "month" | "quarter" | "half"} Precision
 */

/** @type {Precision[]} From fine to coarse. */
const ORDER = ["day", "week", "month", "quarter", "half"];
/** Months of a period; weeks and days have none. @param {Precision} precision */
const months = (precision) => (precision === "half" ? 6 : precision === "quarter" ? 3 : precision === "month" ? 1 : 0);
const MS = 86_400_000;

/** @param {string} iso A date such as 2027-03-04; empty means none. @returns {number | null} */
export const toDay = (iso) => (iso ? Date.parse(`${iso}T00:00:00Z`) / MS : null);

/** @param {number | null} day @returns {string} */
export const toIso = (day) => (day === null ? "" : new Date(day * MS).toISOString().slice(0, 10));

/** @param {Precision[]} precisions @returns {Precision} */
export const coarsest = (...precisions) => ORDER.findLast((each) => precisions.includes(each)) ?? "day";

/** @param {Precision} precision */
export const isFuzzy = (precision) => months(precision) > 0;

/** The first day of a month counted from year 0. @param {number} month */
const monthStart = (month) => Date.UTC(Math.floor(month / 12), ((month % 12) + 12) % 12, 1) / MS;

/** @param {number} day */
const monthOf = (day) => {
  const date = new Date(day * MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** The running number of the period that holds a day. @param {number} day @param {Precision} precision */
export function index(day, precision) {
  if (precision === "day") return day;
  if (precision === "week") return Math.floor((day + 3) / 7);
  return Math.floor(monthOf(day) / months(precision));
}

/** The first day of the period with that running number. @param {number} number @param {Precision} precision */
function periodStart(number, precision) {
  if (precision === "day") return number;
  if (precision === "week") return number * 7 - 3;
  return monthStart(number * months(precision));
}

/** @param {number} day @param {Precision} precision */
export const firstDay = (day, precision) => periodStart(index(day, precision), precision);

/** @param {number} day @param {Precision} precision */
export const lastDay = (day, precision) => periodStart(index(day, precision) + 1, precision) - 1;

/** A day moved by n periods: edges stay edges, other days keep their day of the month as far as it exists.
 * @param {number} day @param {Precision} precision @param {number} n */
export function shift(day, precision, n) {
  if (precision === "day") return day + n;
  if (precision === "week") return day + 7 * n;
  const month = monthOf(day);
  const landing = monthStart(month + n * months(precision));
  const last = lastDay(landing, "month");
  return day === lastDay(day, "month") ? last : Math.min(landing + day - monthStart(month), last);
}

/** The period edge nearest to a point in time. @param {number} point Days, with fractions. @param {Precision} precision */
export function nearestEdge(point, precision) {
  const before = firstDay(Math.floor(point), precision);
  const after = lastDay(Math.floor(point), precision) + 1;
  return point - before <= after - point ? before : after;
}

/**
 * What a person reads, like `label` in core/periods.py.
 * @param {number} day @param {Precision} precision @param {number} today
 * @param {Record<string, string>} texts day, week, quarter, half, year with their places in braces
 * @param {string} language
 */
export function label(day, precision, today, texts, language) {
  const shown = precision === "week" ? firstDay(day, "week") : day;
  const date = new Date(shown * MS);
  const year = date.getUTCFullYear();
  const isHere = year === new Date(today * MS).getUTCFullYear();
  if (precision === "quarter" || precision === "half") {
    const number = String(Math.floor(date.getUTCMonth() / months(precision)) + 1);
    const period = fill(texts[precision], { number });
    return isHere ? period : fill(texts.year, { period, year: String(year) });
  }
  const month = new Intl.DateTimeFormat(language, { timeZone: "UTC", month: "short" }).format(date);
  const short = precision === "month" ? month : fill(texts.day, { day: String(date.getUTCDate()), month });
  const text = isHere ? short : fill(texts.year, { period: short, year: String(year) });
  return precision === "week" ? fill(texts.week, { day: text }) : text;
}

/** Put values into the places a sentence keeps for them. @param {string | undefined} text @param {Record<string, string>} values */
export const fill = (text, values) => (text ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
