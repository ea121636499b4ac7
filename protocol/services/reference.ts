/** The reference of all services: the text of `docs/services.md`. */
import {
  accessRow,
  MATRIX_HEADING,
  page,
  refusalTable,
  shapeTables,
  sharedShapes,
} from '../definition/document.ts';
import { valueTable } from '../definition/document-types.ts';
import type { Mode, Role } from '../definition/service.ts';
import { services } from './index.ts';
import { sharedRefusals } from './refusals.ts';

const MODES: Readonly<Record<Mode, string>> = {
  onDemand: 'executed on receipt',
  futureDatedDevice: 'with an ExecutionDateTime: the device holds it until then',
  futureDatedDcc:
    'with an ExecutionDateTime: the DCC holds it until then, and asks anew whether it is allowed',
  scheduled: 'may be what a schedule (5.1) runs',
  nonDevice: 'answered by the DCC, to which it is addressed; no device is asked',
};
const ROLE_NAMES: Readonly<Record<Role, string>> = {
  IS: 'import supplier',
  ES: 'export supplier',
  GS: 'gas supplier',
  RSA: "registered supplier's agent",
  ED: 'electricity distributor',
  GT: 'gas transporter',
  OU: 'other user',
};
const legend = (names: Readonly<Record<string, string>>) =>
  Object.entries(names)
    .map(([name, meaning]) => `- ${name}: ${meaning}`)
    .join('\n');

/** Markdown: how to read it, the access matrix, the refusals any service may give, then a page per service. */
export function servicesDocument(): string {
  const matrix = `${MATRIX_HEADING}\n${services.map(accessRow).join('\n')}\n`;
  const shared = sharedShapes(services);
  return [
    '# Services\n',
    `All ${services.length} services, written from the definitions in \`protocol/services\`. Names of XML`,
    'elements are those of DUIS and MMC 5.4; keys are those of the CBOR maps, and the field numbers of protobuf.',
    'Fields stand in XML in the order of the tables. A `?` marks what may be absent, a `·` what is inside the',
    'field above. Endpoints, command variants and response codes: [head-end.md](head-end.md).\n',
    '**Target response times are defaults of this project: the published figures were not at hand.** Devices a',
    'service is for are our own reading of its use cases where the schema is silent.\n',
    `Roles:\n\n${legend(ROLE_NAMES)}\n`,
    `Modes:\n\n${legend(MODES)}\n`,
    '## How values are written\n',
    valueTable(),
    'Lists are repeated elements, arrays in JSON and CBOR; rows by index are elements with an `index` attribute,',
    'and maps with the index as key. JSON has the names of the fields, CBOR their keys.\n',
    '## Who may ask for what\n',
    matrix,
    '## Refusals any device service may give\n',
    refusalTable(sharedRefusals),
    services.map((service) => page(service, shared)).join('\n'),
    '## Shapes used more than once\n',
    shapeTables(shared),
  ].join('\n');
}
