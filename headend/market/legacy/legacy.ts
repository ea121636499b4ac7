/** The legacy side of a head-end: its folder, who is who there, and the two ways through it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { under } from '../../../protocol/definition/fault.ts';
import { Refused } from '../../../protocol/refused.ts';
import { type Folder, openFolder } from './folder.ts';
import { type Participants, participantsFromJson } from './participants.ts';

export type Legacy = { readonly folder: Folder; readonly participants: Participants };

const PARTICIPANTS = 'participants.json';

/** Makes what is missing of the folder, but for participants.json. Throws Refused with what is wrong there. */
export async function openLegacy(path: string): Promise<Legacy> {
  const folder = await openFolder(path);
  return { folder, participants: participantsOf(join(path, PARTICIPANTS)) };
}

function participantsOf(file: string): Participants {
  try {
    return participantsFromJson(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Refused) throw under(PARTICIPANTS, error);
    throw new Refused(PARTICIPANTS, `cannot be read: ${(error as Error).message}`);
  }
}
