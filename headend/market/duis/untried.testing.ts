/** For tests: of which services nothing in the body can be spoilt in a way, so that no more become so unseen. */
import { services } from '../../../protocol/services/index.ts';
import type { BadKind } from './bad-documents.testing.ts';

/** All others than these. */
function only(references: string): string {
  const those = references.split(' ');
  const all = services.map(({ reference }) => reference);
  return all.filter((reference) => !those.includes(reference)).join(' ');
}

/** Many ask for nothing, or for nothing that has a limit. */
export const WITHOUT: Readonly<Record<BadKind, string>> = {
  'missing element':
    '1.7 2.5 3.3 3.5 4.1.1 4.1.2 4.1.3 4.1.4 4.2 4.3 4.11.1 4.11.2 4.12.1 4.12.2 4.13 4.15 4.16 4.18 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.7 6.2.8 6.2.9 6.2.10 6.4.2 6.18.2 6.24.1 6.27 6.29 6.30 6.31 7.1 7.2 7.3 7.4 7.7 7.9 7.10 7.14 7.15 8.9 9.1 11.2 14.1',
  'missing attribute': only(
    '1.1.1 1.1.2 1.2.1 1.2.2 2.1 6.14.1 6.14.2 6.14.3 7.5 7.6 7.8 7.9 7.10 7.13 7.16',
  ),
  'wrong form':
    '1.7 2.5 3.5 4.11.1 4.11.2 4.16 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.7 6.2.8 6.2.9 6.2.10 6.29 6.30 6.31 7.1 7.2 7.3 7.4 9.1 14.1',
  'out of range':
    '1.7 2.2 2.5 3.3 3.5 4.11.1 4.11.2 4.16 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.7 6.2.8 6.2.9 6.2.10 6.17 6.22 6.24.1 6.24.2 6.25 6.26 6.29 6.30 6.31 7.1 7.2 7.3 7.4 8.3 8.7.1 8.7.2 8.8.1 8.8.2 8.12.1 8.12.2 9.1 14.1',
  'too few': only('1.1.1 1.1.2 2.1 6.5 7.9 7.10'),
  'too many': only('1.1.1 1.1.2 2.1 6.5 6.14.2 6.14.3 6.15.1 6.21 6.23 6.24.1 8.5 11.1 11.4'),
  'unknown element': '',
  'unknown attribute': '',
  'element twice':
    '1.7 2.5 3.5 4.11.1 4.11.2 4.16 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.7 6.2.8 6.2.9 6.2.10 6.24.1 6.29 6.30 6.31 7.1 7.2 7.3 7.4 9.1 14.1',
  'wrong order': only(
    '1.1.1 1.1.2 1.2.1 1.2.2 1.6 2.1 2.3 3.1 3.2 3.4 4.4.2 4.4.3 4.4.4 4.4.5 4.6.1 4.6.2 4.8.1 4.8.2 4.8.3 4.10 4.14 4.17 5.1 6.4.1 6.5 6.6 6.7 6.8 6.11 6.12 6.13 6.14.2 6.14.3 6.15.1 6.18.1 6.18.2 6.20.1 6.20.2 6.21 6.22 6.23 6.28 6.32 7.11 7.13 7.16 8.1.1 8.2 8.4 8.5 8.6 8.9 8.11 8.13 8.14.1 8.14.2 8.14.3 8.14.4 11.1 11.3 11.4 12.1 12.2',
  ),
  'wrong namespace': '',
  'text between elements': '',
  'element in text':
    '1.7 2.5 3.5 4.11.1 4.11.2 4.16 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.7 6.2.8 6.2.9 6.2.10 6.29 6.30 6.31 7.1 7.2 7.3 7.4 7.8 9.1 14.1',
};
