/** What holds for every valid deployment, shown with random ones. FC_RUNS makes it more of them, FC_SEED the same ones. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deployments, runs } from './deployment/arbitrary.js';
import { argumentNames, blocksOf, countOf, jsonOf, referencesIn, synthesized } from './synthesized.js';

test('every valid deployment synthesizes: an address for each construct, nothing named that is not there, no secret, no cdktf metadata', () => {
  fc.assert(
    fc.property(deployments, (deployment) => {
      const { json, elements } = synthesized(deployment);
      const text = JSON.stringify(json);
      const blocks = blocksOf(json);
      expect(countOf(json)).toBe(elements);
      expect(referencesIn(json).filter((reference) => !blocks.has(reference))).toEqual([]);
      const { '//': comment, ...blocksAlone } = json;
      expect(Object.keys(comment as object)).toEqual(['metadata']);
      expect(argumentNames(blocksAlone)).not.toContain('//');
      expect(text).not.toContain('TfToken');
      expect(text).not.toContain(process.cwd());
      expect(Buffer.byteLength(text)).toBeLessThan(5_000_000);
    }),
    runs(120),
  );
}, 600_000);

test('the same deployment is the same text, in another process or not, whatever was synthesized before it', () => {
  fc.assert(
    fc.property(deployments, (deployment) => {
      expect(JSON.stringify(jsonOf(structuredClone(deployment)))).toBe(JSON.stringify(jsonOf(deployment)));
    }),
    runs(25),
  );
}, 600_000);
