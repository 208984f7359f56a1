import type { Value } from '../schema/item.js';

/** A part of a DynamoDB expression, with its names and values. */
export class Expression {
  constructor(
    private readonly literals: readonly string[],
    private readonly parts: readonly (Value | Expression | Path)[],
  ) {}

  /** Returns the text of the expression, and adds its names and values to the placeholders. */
  render(placeholders: Placeholders): string {
    return this.literals
      .map((literal, index) => placeholders.names(literal) + (index < this.parts.length ? this.part(this.parts[index]!, placeholders) : ''))
      .join('');
  }

  private part(part: Value | Expression | Path, placeholders: Placeholders): string {
    if (part instanceof Expression) return part.render(placeholders);
    if (part instanceof Path) return part.segments.map((segment) => placeholders.name(segment)).join('.');
    return placeholders.value(part);
  }
}

/** An attribute path that is only known at run time. */
export class Path {
  readonly segments: readonly string[];

  constructor(...segments: string[]) {
    this.segments = segments;
  }
}

/**
 * Builds an expression from its DynamoDB text, with `#attribute` for every attribute name and `${value}` for every value:
 * ``expression`SET #title = ${title}, #version = #version + ${1}` ``. Values can also be expressions and paths.
 */
export function expression(literals: TemplateStringsArray, ...parts: readonly (Value | Expression | Path | undefined)[]): Expression {
  return new Expression(
    literals,
    parts.map((part) => part ?? null),
  );
}

/** Joins expressions, e.g. with ` AND ` or `, `. */
export function joined(expressions: readonly Expression[], separator: string): Expression {
  const between = expressions.slice(1).map(() => separator);
  return new Expression(['', ...between, ''], expressions);
}

/** Sets attributes to values or expressions, and removes those whose value is undefined. */
export function assignments(attributes: Readonly<Record<string, Value | Expression | undefined>>): Expression {
  const entries = Object.entries(attributes);
  const set = entries.filter(([, value]) => value !== undefined).map(([name, value]) => expression`${new Path(name)} = ${value}`);
  const removed = entries.filter(([, value]) => value === undefined).map(([name]) => expression`${new Path(name)}`);
  const clauses = [
    set.length > 0 && expression`SET ${joined(set, ', ')}`,
    removed.length > 0 && expression`REMOVE ${joined(removed, ', ')}`,
  ];
  return joined(
    clauses.filter((clause) => clause instanceof Expression),
    ' ',
  );
}

/** The names and values of all expressions of one request. */
export class Placeholders {
  private readonly nameOf = new Map<string, string>();
  private readonly valueOf = new Map<string, Value>();

  names(literal: string): string {
    return literal.replace(/#(\w+)/g, (_match, attribute: string) => this.name(attribute));
  }

  name(attribute: string): string {
    for (const [existing, name] of this.nameOf) if (name === attribute) return existing;
    // The fallback is a number, which no attribute has as its own placeholder.
    const placeholder = /^[A-Za-z_]\w*$/.test(attribute) ? `#${attribute}` : `#${this.nameOf.size}`;
    this.nameOf.set(placeholder, attribute);
    return placeholder;
  }

  value(value: Value): string {
    const placeholder = `:v${this.valueOf.size}`;
    this.valueOf.set(placeholder, value);
    return placeholder;
  }

  /** The members of a request. DynamoDB rejects empty ones, so they are absent. */
  toRequest(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Record<string, Value> } {
    return {
      ...(this.nameOf.size > 0 && { ExpressionAttributeNames: Object.fromEntries(this.nameOf) }),
      ...(this.valueOf.size > 0 && { ExpressionAttributeValues: Object.fromEntries(this.valueOf) }),
    };
  }
}
