import type { Look } from './look.js';
import { type Content, html, type Markup } from './markup.js';
import { type Planes, pngOf, shrunk } from './raster.js';

/** What is said of a picture: to those who do not see it, and beneath it. */
export interface Words {
  readonly alt: string;
  readonly caption: Content;
}

/** Pictures of more points than that are not drawn point by point. */
const kPixels = 256 ** 2;

/**
 * One picture with its words.
 *
 * @param most points of a side at most; each of fewer is the mean of what it stands for
 */
export async function figureOf(
  planes: Planes,
  look: Look,
  { alt, caption }: Words,
  most: number,
): Promise<Markup> {
  const raster = shrunk(planes, look.limits(planes, most));
  const png = await pngOf(raster, look.paint, look.packing);
  const kind = raster.rows * raster.cols <= kPixels || look.bar ? 'picture pixels' : 'picture';
  const holes = planes.mask ? look.holes : '';
  return html`<figure class="${kind}"><img class="${holes}" src="${png}" alt="${alt}" width="${raster.cols}" height="${raster.rows}" style="aspect-ratio:${ratioOf(planes)}">
${look.bar}<figcaption>${caption}</figcaption></figure>`;
}

/** Long matrices are drawn less long than they are. */
function ratioOf({ rows, cols }: Planes): string {
  return Math.min(Math.max(cols / rows, 1 / 2), 3).toFixed(4);
}
