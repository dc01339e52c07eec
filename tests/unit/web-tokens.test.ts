import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Colour = readonly [number, number, number];

const css = readFileSync(new URL('../../web/src/tokens.css', import.meta.url), 'utf8');
const [, lightPart = '', darkPart = ''] = css.split(/:root(?:\[[^\]]*\])? \{/);

function tokensOf(part: string): Map<string, string> {
  return new Map(
    [...part.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}
const themes = { light: tokensOf(lightPart), dark: tokensOf(darkPart) };

function rgb(hex: string): Colour {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  const linear = (value: number) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  return [linear(channel(1)), linear(channel(3)), linear(channel(5))];
}
const luminance = ([r, g, b]: Colour) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** WCAG 2's contrast ratio, 1 to 21. */
function contrast(one: string, other: string): number {
  const [a, b] = [luminance(rgb(one)), luminance(rgb(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** How protan, deutan and tritan eyes see linear RGB: Viénot, Brettel and Mollon 1999, the matrices of libDaltonLens. Rough for tritan eyes. */
const VISION: Record<string, readonly (readonly [number, number, number])[]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deutan: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
  tritan: [
    [1, 0.14461, -0.14461],
    [0, 0.85924, 0.14076],
    [0, 0.85924, 0.14076],
  ],
};

function seenAs(colour: Colour, vision: string): Colour {
  const row = (i: number) => {
    const [r = 0, g = 0, b = 0] = VISION[vision]?.[i] ?? [];
    return Math.min(1, Math.max(0, r * colour[0] + g * colour[1] + b * colour[2]));
  };
  return [row(0), row(1), row(2)];
}

function oklab([r, g, b]: Colour): Colour {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** 0 to 100: distance in OKLab. */
function distance(one: Colour, other: Colour): number {
  const [a, b] = [oklab(one), oklab(other)];
  return 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

const TEXT_PAIRS = [
  ['text', 'panel'],
  ['text', 'canvas'],
  ['text-2', 'panel'],
  ['text-2', 'sunken'],
  ['text-3', 'panel'],
  ['text-3', 'canvas'],
  ['text-3', 'sunken'],
  ['text-3', 'now-tint'],
  ['on-ink', 'ink'],
  ['now', 'panel'],
  ['now', 'now-tint'],
  ['fail', 'panel'],
  ['fail', 'fail-tint'],
  ['on-fail', 'fail-fill'],
  ['risk', 'panel'],
  ['risk', 'risk-tint'],
  ['later', 'panel'],
  ['done', 'panel'],
  ['wait', 'panel'],
] as const;

const MARK_PAIRS = [
  ['control-line', 'panel'],
  ['focus', 'canvas'],
  ['usage', 'sunken'],
  ['c1', 'panel'],
  ['c2', 'panel'],
  ['c3', 'panel'],
  ['c4', 'panel'],
  ['c5', 'panel'],
] as const;

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const value = (name: string) => {
    const found = themes[theme].get(name);
    if (found === undefined) throw new Error(`tokens.css has no --${name} in ${theme}`);
    return found;
  };

  it.each(TEXT_PAIRS)('can be read: %s on %s', (front, back) => {
    expect(contrast(value(front), value(back))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(MARK_PAIRS)('can be made out: %s on %s', (front, back) => {
    expect(contrast(value(front), value(back))).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(VISION))('keeps its series apart for %s eyes', (vision) => {
    const series = ['c1', 'c2', 'c3', 'c4', 'c5'].map((name) => seenAs(rgb(value(name)), vision));
    const distances = series.flatMap((one, i) =>
      series.slice(i + 1).map((other) => distance(one, other)),
    );
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(8);
  });
});
