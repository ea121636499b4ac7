/** A file that is to go out, before it has a name and a time. */
import type { AnyFlow, FlowValue } from './definition.ts';
import { fileOf, type LegacyFile } from './file.ts';
import type { Participants } from './participants.ts';

export type Addressee = { readonly id: string; readonly role: string };
export type Draft = {
  readonly to: Addressee;
  readonly flow: AnyFlow;
  readonly value: Readonly<Record<string, unknown>>;
};

export const toParticipant = <F extends AnyFlow>(
  to: Addressee,
  flow: F,
  value: FlowValue<F>,
): Draft => ({ to, flow, value: value as Draft['value'] });

/** The role of a register in the headers of files. */
export const REGISTER_ROLE = 'P';

/** The file as it goes out. */
export function fileFrom(
  { to, flow, value }: Draft,
  { own }: Participants,
  { fileId, createdAt }: { readonly fileId: string; readonly createdAt: number },
): LegacyFile {
  const roles = flow.syntax === 'pipe' ? { fromRole: REGISTER_ROLE, toRole: to.role } : {};
  const header = { fileId, fromId: own, toId: to.id, createdAt, ...roles };
  return fileOf(flow, header, value as FlowValue<AnyFlow>);
}
