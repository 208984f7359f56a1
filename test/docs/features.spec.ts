import { readdirSync, readFileSync } from 'node:fs';

const features = readdirSync('src/features');

describe('the page on architecture', () => {
  const page = readFileSync('docs/reference/architecture.md', 'utf8');
  const tree = /^ {2}features\/ .*\n.*$/m.exec(page)?.[0] ?? '';
  const layers = page.slice(page.indexOf('## Layers'), page.indexOf('Around the features'));

  it.each(features)('names the feature %s in the source tree', (feature) => {
    expect(tree.split(/[\s:]+/)).toContain(feature);
  });

  it.each(features)('names the feature %s in the layers', (feature) => {
    expect(layers).toMatch(new RegExp(`\\b${feature}\\b`));
  });
});
