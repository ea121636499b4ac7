/** `meterwright register`: the metering points of the legacy registers into this one, at go-live. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openFiles } from '../../headend/registration/migration/files.ts';
import { migrate } from '../../headend/registration/migration/migrate.ts';
import { reportPage } from '../../headend/registration/migration/report-page.ts';
import { openStore } from '../../headend/store/open.ts';
import { realClock } from '../../platform/time.ts';
import { Refused } from '../../protocol/refused.ts';
import { type Command, DONE, UsageError } from '../command.ts';
import { ProgressLine } from '../register/progress-line.ts';
import { reportText } from '../register/report-text.ts';
import { writeSynthetic } from '../register/synthetic.ts';
import { writePage, writeRejects } from '../register/write-results.ts';
import { note, say } from '../terminal.ts';

const help = `meterwright register migrate FILE… --directory DIR [--database URL] [--dry-run]
                              [--rejects FILE] [--report FILE.html] [--registration all-sites]
meterwright register synthetic DIR [--points N] [--seed N] [--faults N]

migrate loads the register from files of the legacy registers, with the head-end stopped.
What is whole comes in, what is not is rejected with its reasons. A run that was killed goes
on where it was when it is started again with the same files; files that were loaded before
change nothing. synthetic writes invented files, with faults planted in them, and answers.csv,
which says where.

FILE…            CSV with a header, or DTN-style lines. By the columns it is one of
                   mpan, …     electricity points     mprn, …     gas points
                   mpid, …     market participants    easting, …  addresses
--directory DIR  the head-end's own folder (its --data)
--database URL   postgresql://… instead of the database in DIR
--dry-run        judges everything and writes nothing
--rejects FILE   CSV of every row with a fault: file, line, code, severity, field, reason, row
--report FILE    the counts as an HTML page
--registration   as the head-end's (default all-sites); smart-sites is refused: its sites come
                 in one by one, when their meters are installed
--points N       how many metering points to invent (default 20000)
--seed N         the same number invents the same (default 1)
--faults N       of a thousand metering points, so many with a fault (default 30)

It prints the counts. Exit code 0 also when rows were rejected: they are in the reject file.`;

const OPTIONS = {
  directory: { type: 'string' },
  database: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  rejects: { type: 'string' },
  report: { type: 'string' },
  registration: { type: 'string', default: 'all-sites' },
  points: { type: 'string', default: '20000' },
  seed: { type: 'string', default: '1' },
  faults: { type: 'string', default: '30' },
} as const;

const valuesOf = (args: readonly string[]) =>
  parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
type Values = ReturnType<typeof valuesOf>['values'];

export const register: Command = {
  name: 'register',
  help,
  async run(args) {
    const { values, positionals } = valuesOf(args);
    const [verb, ...paths] = positionals;
    if (paths.length === 0 || (verb !== 'migrate' && verb !== 'synthetic'))
      throw new UsageError('register takes migrate and its files, or synthetic and a folder.');
    return verb === 'migrate' ? migrateFiles(paths, values) : invent(paths, values);
  },
};

async function migrateFiles(paths: readonly string[], values: Values): Promise<number> {
  const { directory, database: url, rejects, report: page, 'dry-run': isDryRun } = values;
  if (directory === undefined) throw new UsageError('--directory is missing.');
  expectAllSites(values.registration);
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new UsageError(`There is no file ${missing}.`);
  const files = await openFiles(paths);
  const nowMillis = realClock.nowMillis();
  const place = { directory, ...(url === undefined ? {} : { url }) };
  const store = await openStore({ ...place, nowMillis: () => realClock.nowMillis() });
  const progress = new ProgressLine(nowMillis);
  try {
    const report = await migrate(store, files, {
      isDryRun,
      nowMillis,
      onProgress: (one) => progress.show(one, realClock.nowMillis()),
      ...(rejects === undefined
        ? {}
        : { takeFaults: (faults) => writeRejects(rejects, files, faults) }),
    });
    progress.end();
    const title = isDryRun ? 'Migration of the register: dry run' : 'Migration of the register';
    if (page !== undefined) await writePage(page, reportPage(report, title));
    for (const line of reportText(report, isDryRun)) say(line);
    return DONE;
  } finally {
    progress.end();
    await store.close();
  }
}

/** Under 2A the legacy registers keep their sites (P12), and a load of all of them would take them over. */
function expectAllSites(scope: string): void {
  if (scope === 'smart-sites')
    throw new Refused(
      '--registration',
      'with smart-sites a site comes into the register when its smart meter is installed, and the others stay in the legacy registers: migrate is for all-sites',
    );
  if (scope !== 'all-sites') throw new UsageError('--registration takes all-sites or smart-sites.');
}

async function invent(
  [directory = '', ...more]: readonly string[],
  values: Values,
): Promise<number> {
  if (more.length > 0) throw new UsageError('register synthetic takes one folder.');
  const { files, answers } = await writeSynthetic(directory, {
    points: numberOf('--points', values.points),
    seed: numberOf('--seed', values.seed),
    faultsPerThousand: numberOf('--faults', values.faults),
  });
  for (const file of files) say(file);
  note(`${answers} says which faults are planted where.`);
  return DONE;
}

function numberOf(name: string, text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new UsageError(`${name} takes a whole number.`);
  return Number(text);
}
