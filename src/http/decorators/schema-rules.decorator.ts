const SCHEMA_RULES = 'openapi:schema-rules';

/** Keywords of JSON Schema about the properties of an object as a whole. */
export interface SchemaRules {
  readonly anyOf?: readonly { readonly required: readonly string[] }[];
  readonly oneOf?: readonly { readonly required: readonly string[] }[];
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
}

/** Documents a rule about several properties of a request body. A validator must check the same rule. */
export const DocumentedRules =
  (rules: SchemaRules): ClassDecorator =>
  (dto) =>
    Reflect.defineMetadata(SCHEMA_RULES, rules, dto);

/** Exactly one of the properties must be present. */
export const exactlyOne = (...names: string[]): SchemaRules => ({ oneOf: names.map((name) => ({ required: [name] })) });

/** One or more of the properties must be present. */
export const atLeastOne = (...names: string[]): SchemaRules => ({ anyOf: names.map((name) => ({ required: [name] })) });

export function schemaRulesOf(dto: object): SchemaRules | undefined {
  return Reflect.getOwnMetadata(SCHEMA_RULES, dto) as SchemaRules | undefined;
}
