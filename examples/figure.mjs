// Puts pictures side by side into one PNG.
import sharp from 'sharp';

const margin = 8;
const background = '#f4f4f2';
/** Errors are small: this makes them visible. */
const errorGain = 4;

/** Writes truth, observed pixels, completed picture and error, from left to right. */
export async function figure({ truth, mask, completed }, path) {
  const { rows, cols } = truth;
  const hidden = (channel) => channel.map((value, pixel) => (mask.data[pixel] ? value : 255));
  const panels = [
    truth.channels,
    truth.channels.map(hidden),
    completed.channels,
    errorChannels(truth.channels, completed.channels),
  ];
  const width = margin + panels.length * (cols + margin);
  const height = rows + 2 * margin;
  const layers = panels.map((channels, index) => ({
    input: interleave(channels),
    raw: { width: cols, height: rows, channels: 3 },
    left: margin + index * (cols + margin),
    top: margin,
  }));
  const canvas = { width, height, channels: 3, background };
  await sharp({ create: canvas }).composite(layers).png().toFile(path);
}

/** The mean error of the channels as darkness, the same in each. */
function errorChannels(truth, completed) {
  const darkness = truth[0].map((_, pixel) => {
    const errors = truth.map((channel, index) =>
      Math.abs(channel[pixel] - completed[index][pixel]),
    );
    return 255 - (errorGain * errors.reduce((sum, error) => sum + error)) / errors.length;
  });
  return [darkness, darkness, darkness];
}

function interleave(channels) {
  const samples = new Uint8Array(channels[0].length * channels.length);
  channels.forEach((channel, index) => {
    channel.forEach((value, pixel) => {
      const sample = Math.min(Math.max(Math.round(value), 0), 255);
      samples[pixel * channels.length + index] = sample;
    });
  });
  return samples;
}
