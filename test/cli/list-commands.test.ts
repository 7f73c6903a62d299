import { describe, expect, test } from 'vitest';
import { autoMethod, classicMethods, info, methods } from '../../src/index.js';
import { capture } from './capture.js';

describe('methods', () => {
  test('--json is what the API says', async () => {
    const { status, out } = await capture(['methods', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({
      auto: autoMethod(),
      methods: methods(),
      classicMethods: classicMethods(),
    });
  });

  test('every method with its paper and its defaults', async () => {
    const { out } = await capture(['methods']);
    expect(out).toContain(`auto: ${autoMethod().title}`);
    for (const { name, paper, defaults } of methods()) {
      expect(out).toContain(`${name}: `);
      expect(out).toContain(paper.title);
      expect(out).toContain(`fidelity: "${defaults.fidelity}"`);
    }
    for (const { name, paper, defaults } of classicMethods()) {
      expect(out).toContain(`${name}: `);
      expect(out).toContain(paper.title);
      expect(out).toContain(`stopping: {steps: ${defaults.stopping.steps}`);
    }
  });
});

describe('info', () => {
  test('--json is what the API says', async () => {
    const { status, out } = await capture(['info', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual(info());
  });

  test('every device, and why one is not used', async () => {
    const { out } = await capture(['info']);
    for (const { device, reason } of info().devices) {
      expect(out).toMatch(new RegExp(`^${device} `, 'm'));
      expect(out).toContain(reason);
    }
    expect(out).toContain(`${info().isa} in use`);
  });
});
