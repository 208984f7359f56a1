import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { securityTxt } from '../../src/http/security-txt.js';
import { toContactUri } from './security-txt.js';

const FOLDER = 'dist/site';
const WIDGETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

const FIRST_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Student management</title>
  </head>
  <body>
    <h1>Student management</h1>
    <p><a href="/api/docs">The API</a></p>
  </body>
</html>
`;

function documentationPage(assets: Readonly<Record<string, string>>): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Student management</title>
    <link rel="stylesheet" href="${assets['swagger-ui.css']}" />
    <link rel="icon" href="${assets['favicon-32x32.png']}" />
  </head>
  <body>
    <div id="page"></div>
    <script src="${assets['swagger-ui-bundle.js']}"></script>
    <script src="${assets['page.js']}"></script>
  </body>
</html>
`;
}

/** What the site says about its school. */
export interface SiteOptions {
  /** The address for reports of vulnerabilities. Without one, there is no `security.txt`. */
  readonly securityContact?: string;
  readonly siteUrl: string;
}

/**
 * Builds the site: the documentation that a plain server serves under `/api/openapi.json` and `/api/docs`, a start page and `security.txt`. The names of
 * assets contain a hash, so that browsers keep them for ever.
 * @returns the folder
 */
export function buildSite({ securityContact, siteUrl }: SiteOptions, folder = FOLDER): string {
  const docs = join(folder, 'api', 'docs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(docs, 'assets'), { recursive: true });
  const widgets = dirname(createRequire(__filename).resolve('swagger-ui-dist/package.json'));
  const contents = Object.fromEntries(WIDGETS.map((file) => [file, readFileSync(join(widgets, file))]));
  contents['page.js'] = Buffer.from("SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#page' });\n");
  const assets: Record<string, string> = {};
  for (const [file, content] of Object.entries(contents)) {
    const name = hashedName(file, content);
    writeFileSync(join(docs, 'assets', name), content);
    assets[file] = `/api/docs/assets/${name}`;
  }
  cpSync('openapi.json', join(folder, 'api', 'openapi.json'));
  writeFileSync(join(docs, 'index.html'), documentationPage(assets));
  writeFileSync(join(folder, 'index.html'), FIRST_PAGE);
  if (securityContact) {
    mkdirSync(join(folder, '.well-known'));
    writeFileSync(join(folder, '.well-known', 'security.txt'), securityTxt(toContactUri(securityContact), new Date(), siteUrl));
  }
  return folder;
}

function hashedName(file: string, content: Buffer): string {
  const extension = extname(file);
  return `${file.slice(0, -extension.length)}-${createHash('sha256').update(content).digest('hex').slice(0, 12)}${extension}`;
}
