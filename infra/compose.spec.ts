import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Compose {
  services: Record<string, { command?: string | string[]; network_mode?: string; ports?: string[] }>;
}

it('lets SeaweedFS listen where Docker forwards the published port to', () => {
  const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as Compose;
  expect(services.network!.ports).toContain('127.0.0.1:8333:8333');
  // By default it binds to the address of -ip, which is the loopback of the network that the services share.
  expect(String(services.s3!.command).split(' ')).toEqual(expect.arrayContaining(['-s3.port=8333', '-ip=127.0.0.1', '-ip.bind=0.0.0.0']));
});
