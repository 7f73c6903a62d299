// Draws the picture of the demo: a town at dusk, made of gradients, shapes, repeated windows and
// tiles, stripes, and letters that are paths (a fresh machine may have no fonts).

export const size = 240;

/** The scene as SVG, size × size. */
export function scene() {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">
${definitions}
<rect width="240" height="240" fill="url(#sky)"/>
<circle cx="172" cy="62" r="52" fill="url(#glow)"/>
<circle cx="172" cy="62" r="22" fill="url(#sun)"/>
${hills()}
${houses.map(house).join('\n')}
${awning()}
${tiles()}
${sign()}
</svg>`;
}

const definitions = `<defs>
${gradient(
  'sky',
  [
    [0, '#20306f'],
    [0.45, '#8c5a9b'],
    [0.8, '#f0a070'],
    [1, '#ffd9a0'],
  ],
  0.7,
)}
${gradient('far', [
  [0, '#6d5a94'],
  [1, '#a06f8c'],
])}
${gradient('near', [
  [0, '#3f4a7a'],
  [1, '#57597f'],
])}
${gradient('floor', [
  [0, '#000000'],
  [1, '#ffffff'],
])}
<radialGradient id="sun"><stop offset="0" stop-color="#fffbe0"/><stop offset="1" stop-color="#ffc860"/></radialGradient>
<radialGradient id="glow"><stop offset="0" stop-color="#ffd890" stop-opacity="0.8"/><stop offset="1" stop-color="#ffb070" stop-opacity="0"/></radialGradient>
</defs>`;

function gradient(id, stops, end = 1) {
  const marks = stops.map(
    ([offset, colour]) => `<stop offset="${offset}" stop-color="${colour}"/>`,
  );
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="${end}">${marks.join('')}</linearGradient>`;
}

function hills() {
  return [ridge(112, 13, 95, 0.4, 'far'), ridge(134, 9, 61, 2.1, 'near')].join('\n');
}

/** A hill line y = base + height·sin(2πx/length + phase), filled down to the ground. */
function ridge(base, height, length, phase, fill) {
  const points = Array.from({ length: 61 }, (_, k) => {
    const y = base + height * Math.sin((2 * Math.PI * 4 * k) / length + phase);
    return `${4 * k},${y.toFixed(1)}`;
  });
  return `<polygon points="${points.join(' ')} 240,180 0,180" fill="url(#${fill})"/>`;
}

const houses = [
  { x: 12, y: 74, width: 48, height: 104, wall: '#7b3f4a', columns: 4, rows: 8 },
  { x: 68, y: 104, width: 36, height: 74, wall: '#34506e', columns: 3, rows: 6 },
  { x: 112, y: 92, width: 36, height: 86, wall: '#8a6a3c', columns: 3, rows: 7 },
  { x: 196, y: 86, width: 36, height: 92, wall: '#4b3f6b', columns: 3, rows: 7 },
];

function house({ x, y, width, height, wall, columns, rows }) {
  const parts = [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${wall}"/>`,
    `<polygon points="${x - 4},${y} ${x + width / 2},${y - 16} ${x + width + 4},${y}" fill="#2b2438"/>`,
  ];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const lit = (row * 5 + column * 3) % 4 !== 0;
      const [left, top] = [x + 3 + column * 12, y + 6 + row * 12];
      parts.push(
        `<rect x="${left}" y="${top}" width="6" height="7" fill="${lit ? '#ffdf8a' : '#241f33'}"/>`,
      );
    }
  }
  return parts.join('');
}

/** Stripes over the shop between the houses. */
function awning() {
  const stripes = Array.from({ length: 6 }, (_, k) => {
    const colour = k % 2 ? '#f6efe2' : '#c8443c';
    return `<rect x="${150 + 7 * k}" y="144" width="7" height="16" fill="${colour}"/>`;
  });
  return `<rect x="152" y="146" width="38" height="32" fill="#5a3d2e"/>${stripes.join('')}`;
}

/** A square of tiles, lighter towards the reader. */
function tiles() {
  const parts = [];
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 20; column++) {
      const colour = (row + column) % 2 ? '#c9b89a' : '#6f6257';
      parts.push(
        `<rect x="${12 * column}" y="${178 + 9 * row}" width="12" height="9" fill="${colour}"/>`,
      );
    }
  }
  return `${parts.join('')}<rect y="178" width="240" height="27" fill="url(#floor)" opacity="0.18"/>`;
}

/** Strokes of each letter in a box 20 wide and 20 high. */
const letters = {
  L: 'M2,0 V20 H18',
  A: 'M0,20 L10,0 L20,20 M4,13 H16',
  C: 'M19,4 A10,10 0 1 0 19,16',
  U: 'M1,0 V11 A9,9 0 0 0 19,11 V0',
  N: 'M2,20 V0 L18,20 V0',
};

function sign() {
  const strokes = Array.from('LACUNA', (letter, k) => {
    return `<path d="${letters[letter]}" transform="translate(${23 + 35 * k},212)"/>`;
  });
  return `<rect y="205" width="240" height="35" fill="#1d2a44"/>
<g fill="none" stroke="#ffe9b8" stroke-width="4">${strokes.join('')}</g>`;
}
