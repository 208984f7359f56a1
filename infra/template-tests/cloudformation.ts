/** A template as JSON. */
export interface Template {
  readonly Parameters: Record<string, { Default?: string; AllowedPattern?: string }>;
  readonly Conditions: Record<string, Part>;
  readonly Rules?: Record<string, { RuleCondition: Part; Assertions: { Assert: Part; AssertDescription: string }[] }>;
  readonly Resources: Record<string, Resource>;
  readonly Outputs: Record<string, { Value: Part; Condition?: string }>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, any>;
  readonly Condition?: string;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: Record<string, any>;
}

type Part = any;

export const ACCOUNT = '123456789012';

const NOTHING = Symbol('AWS::NoValue');

/**
 * Evaluates a template with parameters, as CloudFormation does. A reference to a resource becomes `@Resource`, an attribute of one
 * `@Resource.Attribute`; everything else becomes its value.
 */
export class Stack {
  readonly resources: Record<string, Resource>;
  readonly outputs: Record<string, Part>;

  constructor(
    readonly template: Template,
    readonly stage: string,
    readonly region: string,
    private readonly parameters: Record<string, string> = {},
  ) {
    const isIncluded = ({ Condition }: { Condition?: string }) => Condition === undefined || this.holds({ Condition });
    const resources = Object.entries(template.Resources).filter(([, resource]) => isIncluded(resource));
    this.resources = Object.fromEntries(
      resources.map(([id, resource]) => [id, { ...resource, Properties: this.value(resource.Properties) }]),
    );
    const outputs = Object.entries(template.Outputs).filter(([, output]) => isIncluded(output));
    this.outputs = Object.fromEntries(outputs.map(([name, { Value }]) => [name, this.value(Value)]));
  }

  /** The same stack with other parameters. */
  with(parameters: Record<string, string>): Stack {
    return new Stack(this.template, this.stage, this.region, { ...this.parameters, ...parameters });
  }

  ofType(type: string): [id: string, resource: Resource][] {
    return Object.entries(this.resources).filter(([, { Type }]) => Type === type);
  }

  /** The properties of the one resource of a type. */
  only(type: string): Record<string, any> {
    const found = this.ofType(type);
    if (found.length !== 1) throw new Error(`Expected one ${type}, found ${found.length}.`);
    return found[0]![1].Properties;
  }

  /** The messages of the rules that the parameters violate. CloudFormation then rejects the deployment. */
  get ruleViolations(): string[] {
    return Object.values(this.template.Rules ?? {})
      .filter(({ RuleCondition }) => this.holds(RuleCondition))
      .flatMap(({ Assertions }) =>
        Assertions.filter(({ Assert }) => !this.holds(Assert)).map(({ AssertDescription }) => AssertDescription),
      );
  }

  private holds(condition: Part): boolean {
    const [[name, of]] = Object.entries<Part>(condition) as [[string, Part]];
    if (name === 'Condition') return this.holds(this.template.Conditions[of as string]);
    if (name === 'Fn::Equals') return this.value(of[0]) === this.value(of[1]);
    if (name === 'Fn::Not') return !this.holds(of[0]);
    if (name === 'Fn::And') return of.every((each: Part) => this.holds(each));
    throw new Error(`${name} is not a supported condition function.`);
  }

  private value(part: Part): Part {
    if (Array.isArray(part)) return part.map((each) => this.value(each)).filter((each) => each !== NOTHING);
    if (typeof part !== 'object' || part === null) return part;
    const entries = Object.entries<Part>(part);
    const [name, of] = entries.length === 1 ? entries[0]! : [];
    if (name === 'Ref') return this.resolve(of);
    if (name === 'Fn::GetAtt') return this.resolve(typeof of === 'string' ? of : of.join('.'));
    if (name === 'Fn::If') return this.value(this.holds({ Condition: of[0] }) ? of[1] : of[2]);
    if (name === 'Fn::Join') return this.value(of[1]).join(of[0]);
    if (name === 'Fn::Split') return this.value(of[1]).split(of[0]);
    if (name === 'Fn::Select') return this.value(of[1])[of[0]];
    if (name === 'Fn::Sub') return this.substitute(...((Array.isArray(of) ? of : [of, {}]) as [string, Record<string, Part>]));
    if (name?.startsWith('Fn::')) throw new Error(`${name} is not a supported function.`);
    return Object.fromEntries(entries.map(([key, each]) => [key, this.value(each)]).filter(([, each]) => each !== NOTHING));
  }

  private substitute(text: string, values: Record<string, Part>): string {
    return text.replace(/\$\{([^}]+)\}/g, (_match, name: string) => String(name in values ? this.value(values[name]) : this.resolve(name)));
  }

  private resolve(name: string): Part {
    const pseudo: Record<string, unknown> = {
      'AWS::AccountId': ACCOUNT,
      'AWS::Region': this.region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': `student-management-${this.stage}`,
      'AWS::NoValue': NOTHING,
    };
    if (name in pseudo) return pseudo[name];
    if (name in this.template.Parameters) return this.parameters[name] ?? this.template.Parameters[name]!.Default;
    const target = this.template.Resources[name.split('.')[0]!];
    if (!target) throw new Error(`${name} is not in the template.`);
    return `@${name}`;
  }
}

/** The resources that each resource refers to, with any parameters. */
export function dependencies({ Resources }: Template): Map<string, Set<string>> {
  const named = (part: Part): string[] => {
    if (Array.isArray(part)) return part.flatMap(named);
    if (typeof part !== 'object' || part === null) return [];
    return Object.entries<Part>(part).flatMap(([key, of]) => {
      if (key === 'Ref') return [of as string];
      if (key === 'Fn::GetAtt') return [(typeof of === 'string' ? of.split('.')[0] : of[0]) as string];
      if (key !== 'Fn::Sub') return named(of);
      const [text, values] = (Array.isArray(of) ? of : [of, {}]) as [string, Part];
      return [...text.matchAll(/\$\{([^}.]+)/g)].map(([, name]) => name!).concat(named(values));
    });
  };
  return new Map(
    Object.entries(Resources).map(([id, { Properties, DependsOn = [] }]) => {
      const all = new Set([...named(Properties), ...[DependsOn].flat()]);
      return [id, new Set([...all].filter((name) => name in Resources))];
    }),
  );
}

/** Finds a cycle of resources that depend on each other. */
export function findCycle(graph: Map<string, Set<string>>): string[] | undefined {
  const done = new Set<string>();
  const walk = (id: string, path: string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return undefined;
    for (const next of graph.get(id)!) {
      const found = walk(next, [...path, id]);
      if (found) return found;
    }
    done.add(id);
    return undefined;
  };
  for (const id of graph.keys()) {
    const found = walk(id, []);
    if (found) return found;
  }
  return undefined;
}
