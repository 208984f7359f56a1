import { readFileSync } from 'node:fs';
import { parse, type YAMLMap, type YAMLSeq } from 'yaml';

const nameOf = (tag: string) => (tag === 'Ref' || tag === 'Condition' ? tag : `Fn::${tag}`);
const ON_SCALARS = ['Ref', 'GetAtt', 'Sub', 'Condition'];
const ON_LISTS = ['And', 'Equals', 'GetAtt', 'If', 'Join', 'Not', 'Or', 'Select', 'Split', 'Sub'];

const customTags = [
  ...ON_SCALARS.map((tag) => ({ tag: `!${tag}`, resolve: (text: string) => ({ [nameOf(tag)]: text }) })),
  ...ON_LISTS.map((tag) => ({
    tag: `!${tag}`,
    collection: 'seq' as const,
    resolve: (list: YAMLMap | YAMLSeq) => ({ [nameOf(tag)]: list.toJSON() as unknown }),
  })),
];

/** Reads a YAML file and expands the short forms of CloudFormation's functions. */
export function readYaml<T>(file: string): T {
  return parse(readFileSync(file, 'utf8'), { customTags }) as T;
}
