import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenOnLoopback } from '../../local/loopback.js';
import { type Block, packagesOf, toModule } from './guide.js';

/** A web server with a page whose script is the code of the guide. */
export interface PageServer {
  /** `127.0.0.1:port` */
  readonly host: string;
  close(): Promise<void>;
}

/** Bundles the packages, and serves them. `/?blocks=N` is a page with the first N blocks; without it, all. */
export async function servePage(blocks: readonly Block[]): Promise<PageServer> {
  const folder = mkdtempSync(join(tmpdir(), 'guide-'));
  const packages = packagesOf(blocks);
  execFileSync(process.execPath, ['test/browser/bundle.mjs', folder, ...packages]);
  const imports = Object.fromEntries(packages.map((name) => [name, `/${name}.js`]));

  const server = await listenOnLoopback((request, response) => {
    const { pathname, search, searchParams } = new URL(request.url!, 'http://page');
    const file = join(folder, pathname);
    if (pathname === '/') send(response, 'text/html', html(imports, `/guide.js${search}`));
    else if (pathname === '/guide.js')
      send(response, 'text/javascript', toModule(blocks.slice(0, Number(searchParams.get('blocks') ?? blocks.length))));
    else if (existsSync(file)) send(response, 'text/javascript', readFileSync(file));
    else response.writeHead(404).end();
  });
  return {
    host: new URL(server.url).host,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function send(response: ServerResponse, type: string, content: string | Buffer): void {
  response.setHeader('content-type', `${type}; charset=utf-8`);
  response.end(content);
}

function html(imports: object, script: string): string {
  return `<!doctype html>
<html lang="en">
<title>The code of the guide</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module" src="${script}"></script>
</html>`;
}
