// Draws each word's picture as one small file: node draw.mjs <word-pictures.tsv> <folder>.
// A set in one colour gets the colour of its row. No style, script or reference outward stays: the console's
// policy allows no inline style, and a picture stands inside the page with the code.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { optimize } from "svgo";

const require = createRequire(import.meta.url);
const LARGEST_BYTES = 6000;
const [table, folder] = process.argv.slice(2);

function iconOf(set, name) {
  const { icons, aliases = {}, width = 16, height = 16 } = require(`@iconify-json/${set}/icons.json`);
  const found = icons[name] ?? { ...icons[aliases[name].parent], ...aliases[name] };
  return { left: 0, top: 0, width, height, ...found };
}

function drawing(set, name, colour) {
  const icon = iconOf(set, name);
  const turned = icon.hFlip ? `<g transform="translate(${2 * icon.left + icon.width} 0) scale(-1 1)">${icon.body}</g>` : icon.body;
  const box = [icon.left, icon.top, icon.width, icon.height].join(" ");
  const body = turned.replaceAll("currentColor", colour || "#000");
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="${box}">${body}</svg>`;
}

function small(svg, word, size) {
  // As many decimals as the eye sees at a hand's size, and fewer for the few with very many lines.
  const decimals = size > 200 ? [0] : size > 60 ? [1, 0] : [2, 1, 0];
  for (const floatPrecision of decimals) {
    const drawn = optimize(svg, { multipass: true, floatPrecision, plugins: plugins(word) }).data;
    if (drawn.length <= LARGEST_BYTES || floatPrecision === decimals.at(-1)) return drawn;
  }
}

const plugins = (word) => [
  "preset-default",
  "convertStyleToAttrs",
  { name: "prefixIds", params: { prefix: () => word } }, // five pictures stand in one page
  "removeXlink",
];

for (const old of readdirSync(folder).filter((name) => name.endsWith(".svg"))) rmSync(join(folder, old));
for (const row of readFileSync(table, "utf8").trimEnd().split("\n").slice(1)) {
  const [word, set, name, colour] = row.split("\t");
  writeFileSync(join(folder, `${word}.svg`), small(drawing(set, name, colour), word, iconOf(set, name).height));
}
