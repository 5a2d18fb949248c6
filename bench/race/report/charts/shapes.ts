import { html, type Html } from '../html.ts';

/** All places and widths are percents of the plot's width, heights are px. */
export interface Box {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly height: number;
}

/** A drawing as wide as its place, of a fixed height: text keeps its size on a phone. */
export function plotOf(height: number, shapes: readonly Html[]): Html {
  return html`<svg class="plot" width="100%" height="${height}">${shapes}</svg>`;
}

/** `about` is shown when one points at it. */
export function boxShape(box: Box, style: string, about: string): Html {
  const from = Math.min(box.from, box.to);
  const width = Math.max(Math.abs(box.to - box.from), 0.15);
  return html`<rect
    class="${style}"
    x="${percent(from)}"
    width="${percent(width)}"
    y="${box.top}"
    height="${box.height}"
    ><title>${about}</title></rect
  >`;
}

export function horizontalLine(from: number, to: number, y: number): Html {
  return html`<line class="range" x1="${percent(from)}" x2="${percent(to)}" y1="${y}" y2="${y}" />`;
}

/** From the top of the row to its end. */
export function verticalLine(at: number, style: string): Html {
  return html`<line class="${style}" x1="${percent(at)}" x2="${percent(at)}" y1="0" y2="100%" />`;
}

export function gridLine(at: number): Html {
  return verticalLine(at, 'grid');
}

/** Behind a place. */
export function textBehind(at: number, y: number, text: string): Html {
  return html`<text x="${percent(at)}" dx="6" y="${y}">${text}</text>`;
}

/** Under its line; the first one does not leave the plot. */
export function tickText(at: number, text: string): Html {
  const anchor = at < 4 ? 'start' : 'middle';
  return html`<text x="${percent(at)}" y="13" text-anchor="${anchor}">${text}</text>`;
}

function percent(value: number): string {
  return `${String(Math.round(value * 100) / 100)}%`;
}
