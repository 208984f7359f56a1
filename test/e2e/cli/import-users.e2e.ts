import { Office, somePeople } from './import-command.js';

describe('npm run import-users', () => {
  it('imports 130 people once although it is killed halfway', async () => {
    const office = await Office.openWithToken();
    const rows = somePeople(130);
    office.save(rows);
    await office.killAfter(115);
    expect(office.results()).toHaveLength(100);
    const { code, output, errors } = await office.run().ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/^100 of 130 rows are done, according to .*people\.results\.csv\./);
    expect(output).toMatch(/\n130 of 130 \(100%\), [\d.]+ rows a second: /);
    await office.expectImportedOnce(rows);
    await office.close();
  }, 120_000);
});
