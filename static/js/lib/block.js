// Blocks of cells as spreadsheets copy and paste them: tabs between columns, a line a row, quotes where a cell holds either.

/**
 * The cells of copied text; the line break at its end is none of a further row.
 * @param {string} text
 * @returns {string[][]}
 */
export function readBlock(text) {
  const whole = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  /** @type {string[][]} */
  const rows = [[]];
  for (const [, quoted, bare, end] of `${whole}\n`.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))([\t\n])/g)) {
    rows.at(-1)?.push(quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

/**
 * Cells as text that a spreadsheet, and `readBlock`, takes: as theirs it ends with a line break.
 * @param {string[][]} rows
 */
export function writeBlock(rows) {
  const cell = (/** @type {string} */ text) => {
    const line = text.replace(/\s+/g, " ").trim();
    return line.includes('"') ? `"${line.replaceAll('"', '""')}"` : line;
  };
  return rows.map((row) => `${row.map(cell).join("\t")}\n`).join("");
}

/**
 * The block again and again until it fills this many rows and columns.
 * @param {string[][]} rows
 * @param {number} height
 * @param {number} width
 * @returns {string[][]}
 */
export function tiled(rows, height, width) {
  return Array.from({ length: height }, (_, y) => {
    const row = rows[y % rows.length] ?? [];
    return Array.from({ length: width }, (_, x) => row[x % row.length] ?? "");
  });
}

/**
 * How high and wide a block comes out that is pasted where `height` × `width` cells are selected: it fills them where it
 * fits in a whole number of times.
 * @param {string[][]} rows
 * @param {number} height
 * @param {number} width
 * @returns {[number, number]}
 */
export function spread(rows, height, width) {
  const [high, wide] = [rows.length, Math.max(...rows.map((row) => row.length))];
  return height % high || width % wide ? [high, wide] : [height, width];
}
