/** A value of a placeholder. A list is joined by commas. */
export type Param = string | number | readonly string[];

/** The values of the placeholders of a text. `case` names the text of a code that has several. */
export type Params = Readonly<Record<string, Param>>;

/** The placeholders of a text: `count` and `total` of `{count} of {total}`. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;

/** The values that a text needs. None for a text without placeholders. */
export type ParamsOf<Text extends string> = [Placeholders<Text>] extends [never]
  ? []
  : [params: Readonly<Record<Placeholders<Text>, Param>>];

/** The code of a key: `required` of `required.gradebook_locked`. */
export type CodeOf<Key extends string> = Key extends `${infer Code}.${string}` ? Code : Key;

/** A code, and which of its texts is meant. */
export interface Message {
  readonly code: string;
  readonly params?: Params;
}

/** Splits a key into the code and the parameter `case`. */
export function toMessage<Key extends string>(key: Key, params?: Params): Message & { readonly code: CodeOf<Key> } {
  const [code, name] = key.split('.') as [CodeOf<Key>, string?];
  const all = name === undefined ? params : { case: name, ...params };
  return all ? { code, params: all } : { code };
}

/** The key of a text: the code, and the parameter `case` if it has one. */
export function keyOf({ code, params }: Message): string {
  return params?.case === undefined ? code : `${code}.${String(params.case)}`;
}

/** Replaces the placeholders of a text. */
export function format(text: string, params: Params = {}): string {
  return text.replace(/\{(\w+)\}/g, (_placeholder, name: string) => {
    const value = params[name]!;
    return typeof value === 'object' ? value.join(', ') : String(value);
  });
}
