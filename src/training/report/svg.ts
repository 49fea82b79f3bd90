/**
 * The frame of every plot: its own background and two palettes, so that it can be read on light and on dark pages. Colours
 * of the series are those of Okabe & Ito, which most colour-blind people can tell apart (https://jfly.uni-koeln.de/color/).
 */
export function svg(width: number, height: number, title: string, content: readonly string[]): string {
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    text(width / 2, 22, title, "title middle"),
    ...content,
    "</svg>",
  ].join("\n")}\n`;
}

/** Number of series that have a colour of their own. */
export const SERIES_COLOURS = 5;

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 14px }
.middle { text-anchor: middle } .end { text-anchor: end }
.paper { fill: #ffffff } .grid { stroke: #d8dee4 } .axis { stroke: #57606a } .guide { stroke: #8c959f; stroke-dasharray: 4 4 }
.line { fill: none; stroke-width: 2 } .cell { fill: #0072b2 } .on-cell { fill: #ffffff }
.s0 { stroke: #0072b2 } .s1 { stroke: #d55e00 } .s2 { stroke: #009e73 } .s3 { stroke: #cc79a7 } .s4 { stroke: #a07800 }
.d0 { fill: #0072b2 } .d1 { fill: #d55e00 } .d2 { fill: #009e73 } .d3 { fill: #cc79a7 } .d4 { fill: #a07800 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.paper { fill: #0d1117 } .grid { stroke: #30363d } .axis { stroke: #8b949e } .guide { stroke: #6e7681 }
.cell { fill: #56b4e9 } .on-cell { fill: #0d1117 }
.s0 { stroke: #56b4e9 } .s1 { stroke: #ff8c42 } .s2 { stroke: #2fd6a5 } .s3 { stroke: #e29ac4 } .s4 { stroke: #f0e442 }
.d0 { fill: #56b4e9 } .d1 { fill: #ff8c42 } .d2 { fill: #2fd6a5 } .d3 { fill: #e29ac4 } .d4 { fill: #f0e442 }
}`;

export function text(x: number, y: number, content: string, classes = "", rotation = 0): string {
  const turn = rotation === 0 ? "" : ` transform="rotate(${rotation} ${round(x)} ${round(y)})"`;
  return `<text x="${round(x)}" y="${round(y)}" class="${classes}"${turn}>${escapeXml(content)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, classes: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${classes}"/>`;
}

/** Coordinates to a tenth of a pixel: finer says nothing, and makes files large. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Also fit for HTML. */
export function escapeXml(content: string): string {
  return content.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
