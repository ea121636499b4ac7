/** A public key infrastructure in a folder of its own, for tests. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthorities } from './authority.ts';
import { fileIn, pemBytes } from './directory.ts';
import { issueInto, type Wanted } from './issue-file.ts';
import type { CertificateUse } from './uses.ts';

export const NOW = 1_800_000_000;
export const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
export const OTHER_SUPPLIER = '90-B3-D5-1F-30-02-00-00';
export const HEAD_END = '90-B3-D5-1F-30-00-00-01';
export const METER = '00-DB-12-34-56-78-90-A0';

export type TestPki = Awaited<ReturnType<typeof makePki>>;

export async function makePki(nowUtcSeconds = NOW) {
  const directory = join(mkdtempSync(join(tmpdir(), 'meterwright-pki-')), 'pki');
  await makeAuthorities(directory, 'Test', nowUtcSeconds);
  const issue = (wanted: Wanted) => issueInto(directory, wanted, nowUtcSeconds);
  return {
    directory,
    issue,
    supplier: (use: CertificateUse, more: Partial<Wanted> = {}) =>
      issue({ eui64: SUPPLIER, use, party: { role: 'supplier', name: 'Alpha Energy' }, ...more }),
    file: (folder: 'certificates' | 'crl' | 'authorities' | 'private', name: string) =>
      fileIn(directory, folder, name),
    bytes: (name: string) =>
      pemBytes(readFileSync(fileIn(directory, 'certificates', name), 'utf8'), 'CERTIFICATE'),
    remove: () => rmSync(join(directory, '..'), { recursive: true, force: true }),
  };
}
