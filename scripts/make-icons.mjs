// Draws assets/*.svg into the .png, .ico and .icns that the packages carry. Run it after changing a drawing; the results
// are committed, so that packaging needs no browser.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser } from './find-browser.mjs';
import { browserAdvice } from './install-browser.mjs';
import { root } from './stamps.mjs';

const assets = path.join(root, 'assets');
const icoSizes = [16, 24, 32, 48, 64, 128, 256];
/** Apple's names for PNG pictures of a size. @type {readonly (readonly [string, number])[]} */
const icnsTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
];

const executablePath = findBrowser();
if (executablePath === undefined) {
  console.error(browserAdvice);
  process.exit(2);
}
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] });
for (const name of ['icon', 'session']) {
  /** @type {Map<number, Buffer>} */
  const pictures = new Map();
  for (const size of new Set([...icoSizes, ...icnsTypes.map(([, pixels]) => pixels)])) {
    pictures.set(size, await draw(name, size));
  }
  writeFileSync(path.join(assets, `${name}.ico`), icoOf(icoSizes.map((size) => [size, pictureOf(pictures, size)])));
  writeFileSync(
    path.join(assets, `${name}.icns`),
    icnsOf(icnsTypes.map(([type, size]) => [type, pictureOf(pictures, size)])),
  );
  if (name === 'icon') writeFileSync(path.join(assets, 'icon.png'), pictureOf(pictures, 512));
}
await browser.close();

/**
 * @param {string} name
 * @param {number} size
 */
async function draw(name, size) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = readFileSync(path.join(assets, `${name}.svg`)).toString('base64');
  await page.setContent(
    `<style>body{margin:0}img{display:block;width:${size}px;height:${size}px}</style><img src="data:image/svg+xml;base64,${svg}">`,
  );
  const picture = await page.screenshot({ omitBackground: true });
  await page.close();
  return picture;
}

/**
 * @param {Map<number, Buffer>} pictures
 * @param {number} size
 */
function pictureOf(pictures, size) {
  const picture = pictures.get(size);
  if (picture === undefined) throw new Error(`size ${size} was not drawn`);
  return picture;
}

/**
 * ICO: a directory of 16-byte entries, then the PNGs.
 * @param {readonly (readonly [number, Buffer])[]} pictures
 */
function icoOf(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2); // type: icon
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(([size, png], index) => {
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry); // 0 means 256
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4); // planes
    head.writeUInt16LE(32, entry + 6); // bits a pixel
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(([, png]) => png)]);
}

/**
 * ICNS: 'icns', the whole length, then type, length and PNG of each picture.
 * @param {readonly (readonly [string, Buffer])[]} pictures
 */
function icnsOf(pictures) {
  const parts = pictures.map(([type, png]) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + parts.reduce((length, part) => length + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}
