/** The page of DCC alerts: codes, meanings, and the bodies they come with. */
import { elementName } from '../definition/words.ts';
import { dccAlertBody } from './dcc-alert-bodies.ts';
import { type DccAlertCodeEntry, dccAlertCodes } from './dcc-alert-codes.ts';

const INTRODUCTION = [
  '# Alerts of the DCC',
  'Generated from `protocol/alerts/dcc-alert-codes.ts` and `dcc-alert-bodies.ts`. The codes and the bodies are those of the schema of DUIS 5.4. The schema does not say what a code means or which body it comes with; that is published guidance and our own reading of it, as far as the confidence says. A code with another body than here is read all the same.',
];

const elements = new Map(
  Object.entries(dccAlertBody.branches).map(([name, field]) => [name, elementName(name, field)]),
);
const row = ([code, entry]: readonly [string, DccAlertCodeEntry]) => {
  const bodies = entry.bodies.map((body) => `\`${elements.get(body)}\``).join(', ');
  return `| ${code} | ${entry.meaning} | ${bodies} | ${entry.confidence} |`;
};
const bodyRow = ([name, { doc }]: readonly [string, { readonly doc: string }]) =>
  `| \`${elements.get(name)}\` | \`${name}\` | ${doc} |`;

export const dccAlertsDocument = (): string =>
  `${[
    ...INTRODUCTION,
    [
      '| code | meaning | body | confidence |',
      '|---|---|---|---|',
      ...Object.entries(dccAlertCodes).map(row),
    ].join('\n'),
    '## Bodies',
    [
      '| in DUIS | on the bridge | what happened |',
      '|---|---|---|',
      ...Object.entries(dccAlertBody.branches).map(bodyRow),
    ].join('\n'),
  ].join('\n\n')}\n`;
