/** The reference of the services of the register: the text of `docs/registration/services.md`. */
import {
  accessRow,
  MATRIX_HEADING,
  page,
  shapeTables,
  sharedShapes,
} from '../definition/document.ts';
import { registrationServices } from './index.ts';

/** Markdown: the access matrix, then a page per service. */
export function registrationServicesDocument(): string {
  const shared = sharedShapes(registrationServices);
  return [
    '# Services of the register\n',
    `The ${registrationServices.length} services that DUIS has no XML for, written from the definitions in`,
    '`protocol/registration`. How to read it, roles and values: [services.md](../services.md); the names of XML',
    'elements stand in the definitions alone, as none is sent.\n',
    '## Who may ask for what\n',
    `${MATRIX_HEADING}\n${registrationServices.map(accessRow).join('\n')}\n`,
    registrationServices.map((service) => page(service, shared)).join('\n'),
    '## Shapes used more than once\n',
    shapeTables(shared),
  ].join('\n');
}
