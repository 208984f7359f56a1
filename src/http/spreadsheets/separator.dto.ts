import { OneOf, Optional } from '../validation/validators.js';

export const SEPARATORS = { comma: ',', semicolon: ';' } as const;

/** How the cells of an exported CSV file are separated. */
export class SeparatorQuery {
  /**
   * The separator of cells. With `semicolon`, numbers have a decimal comma, as spreadsheet programs in many countries expect.
   * @default "comma"
   */
  @Optional()
  @OneOf(Object.keys(SEPARATORS))
  separator?: keyof typeof SEPARATORS;
}
