/// <reference lib="dom" />
import type { Look } from './series';
import type { Stroke } from './strokes';

export type Mark = 'rising' | 'falling' | 'open window' | 'revised window';

const SVG = 'http://www.w3.org/2000/svg';
const STEM = 'M9 2V16';
/** Of a bar, the part that a value is. */
const PARTS: Partial<Record<Look, string>> = { low: 'M9 9V16', high: 'M9 2V9', open: 'M3 12H9', close: 'M9 6H15' };
const MARKS: Record<Mark, string> = {
  rising: `${STEM}M3 13H9M9 5H15`,
  falling: `${STEM}M3 5H9M9 13H15`,
  'open window': 'M3 9a6 6 0 1 0 12 0a6 6 0 1 0 -12 0',
  'revised window': 'M9 2L16 9L9 16L2 9Z',
};

interface Line {
  readonly path: string;
  readonly colour: string;
  readonly widthPx: number;
  readonly dash?: readonly number[];
}

/** A small picture of how a value is drawn. Colours are those of the style sheet, by the names of its custom properties. */
export function swatchOf(look: Look, { colour, dash, widthPx }: Stroke): SVGSVGElement {
  const part = PARTS[look];
  if (part)
    return swatch(18, [
      { path: STEM, colour, widthPx: 1 },
      { path: part, colour: '--ink', widthPx: 3 },
    ]);
  if (look === 'volume') return swatch(18, [{ path: 'M9 16V6', colour, widthPx: 8 }]);
  if (look === 'raw') return swatch(18, [{ path: 'M9 9h.01', colour, widthPx: 7 }]);
  return swatch(28, [{ path: 'M0 9H28', colour, widthPx: Math.max(2, widthPx), dash }]);
}

export const swatchOfMark = (mark: Mark, colour: string): SVGSVGElement =>
  swatch(18, [{ path: MARKS[mark], colour, widthPx: 2 }]);

function swatch(widthPx: number, lines: readonly Line[]): SVGSVGElement {
  const svg = make('svg', { viewBox: `0 0 ${widthPx} 18`, width: widthPx, height: 18, 'aria-hidden': 'true' });
  for (const { path, colour, widthPx: stroke, dash = [] } of lines)
    svg.append(
      make('path', {
        d: path,
        fill: 'none',
        stroke: `var(${colour})`,
        'stroke-width': stroke,
        'stroke-dasharray': dash.join(' '),
        'stroke-linecap': dash.length > 0 ? 'butt' : 'round',
      }),
    );
  return svg;
}

function make<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
