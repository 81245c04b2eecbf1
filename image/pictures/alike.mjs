// Measures which two words have nearly the same picture: node alike.mjs <folder> [<sheet.png>].
// Each picture is drawn at 48 pixels on white and compared as 16 x 16 means of red, green and blue; the distance is
// the root of the mean square, 0 for the same and 1 for black against white. Fails below CLOSEST.
// A sheet of all pictures, to look at, is written when a second name is given.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";

const CLOSEST = 0.075;
const PX = 48;
const CELL = 3; // 48 pixels to 16 means
const [folder, sheet] = process.argv.slice(2);
const words = readdirSync(folder).filter((name) => name.endsWith(".svg")).map((name) => name.slice(0, -4)).sort();
const svgs = words.map((word) => readFileSync(join(folder, `${word}.svg`), "utf8"));

function means(svg) {
  const { pixels, width, height } = new Resvg(svg, { background: "#fff", fitTo: { mode: "height", value: PX } }).render();
  const cells = new Float64Array((PX / CELL) ** 2 * 3).fill(1);
  const counted = new Float64Array(cells.length);
  const shift = Math.floor((PX - width) / 2);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const column = x + shift;
    if (column < 0 || column >= PX) continue;
    const at = (Math.floor(y / CELL) * (PX / CELL) + Math.floor(column / CELL)) * 3;
    for (let c = 0; c < 3; c++) {
      const light = pixels[(y * width + x) * 4 + c] / 255;
      cells[at + c] = (cells[at + c] * counted[at + c] + light) / (counted[at + c] + 1);
      counted[at + c] += 1;
    }
  }
  return cells;
}

const seen = svgs.map(means);
const pairs = [];
for (let a = 0; a < seen.length; a++) for (let b = a + 1; b < seen.length; b++) {
  let sum = 0;
  for (let i = 0; i < seen[a].length; i++) sum += (seen[a][i] - seen[b][i]) ** 2;
  const distance = Math.sqrt(sum / seen[a].length);
  if (distance < 0.12) pairs.push([distance, words[a], words[b]]);
}
pairs.sort((one, other) => one[0] - other[0]);
for (const [distance, one, other] of pairs.slice(0, 40)) console.log(distance.toFixed(3), one, other);

if (sheet) {
  const COLUMNS = 32, STEP = 64;
  const placed = svgs.map((svg, i) =>
    `<svg x="${(i % COLUMNS) * STEP + 8}" y="${Math.floor(i / COLUMNS) * STEP + 8}" width="${PX}" height="${PX}"${svg.slice(4)}`);
  const size = COLUMNS * STEP;
  const all = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">${placed.join("")}</svg>`;
  writeFileSync(sheet, new Resvg(all, { background: "#fff" }).render().asPng());
}
if (pairs.length && pairs[0][0] < CLOSEST) {
  console.error(`${pairs[0][1]} and ${pairs[0][2]} look alike`);
  process.exit(1);
}
