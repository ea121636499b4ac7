/** The reference of all services: the text of `docs/services.md`. */
import {
  accessRow,
  MATRIX_HEADING,
  page,
  refusalTable,
  shapeTables,
  sharedShapes,
} from '../definition/document.ts';
import { services } from './index.ts';
import { sharedRefusals } from './refusals.ts';

/** Markdown: the access matrix, the refusals any service may give, then a page per service. */
export function servicesDocument(): string {
  const matrix = `${MATRIX_HEADING}\n${services.map(accessRow).join('\n')}\n`;
  const shared = sharedShapes(services);
  return [
    '# Services\n',
    'Written from the definitions in `protocol/services`. Names of XML elements are those of DUIS',
    'and MMC 5.4; keys are those of the CBOR maps and of protobuf. A `?` marks what may be absent.',
    'Target response times are defaults of this project: the published figures were not at hand.\n',
    '## Who may ask for what\n',
    matrix,
    '## Refusals any device service may give\n',
    refusalTable(sharedRefusals),
    services.map((service) => page(service, shared)).join('\n'),
    '## Shapes used more than once\n',
    shapeTables(shared),
  ].join('\n');
}
