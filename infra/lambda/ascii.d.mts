interface SourceMap {
  readonly mappings: string;
}

export function inAscii<Map extends SourceMap>(code: string, map: Map): { code: string; map: Map };
