/** Demands a source with all properties of the DTO, also with the optional ones. */
type Complete<Dto, Source> = keyof Dto extends keyof Source ? unknown : { readonly missing: Exclude<keyof Dto, keyof Source> };

/**
 * Creates a DTO from `source`. It gets the properties that its class declares, and no others. Do not use it for a class that extends a mapped type, such
 * as `PickType`, because such a class does not declare all its properties.
 */
export function present<Dto extends object, Source extends Dto>(dto: new () => Dto, source: Source & Complete<Dto, Source>): Dto {
  return copyDeclared(dto, source);
}

/** The DTO of a thing that has all its properties. */
export abstract class ResponseDto {
  /** Creates a DTO, as `present` does. */
  static from<Dto extends ResponseDto, Source extends Dto>(this: new () => Dto, source: Source & Complete<Dto, Source>): Dto {
    return copyDeclared(this, source);
  }
}

function copyDeclared<Dto extends object>(dto: new () => Dto, source: Dto): Dto {
  const copy = new dto();
  // A declared property exists, even without a value.
  for (const name of Object.keys(copy) as (keyof Dto)[]) copy[name] = source[name];
  return copy;
}
