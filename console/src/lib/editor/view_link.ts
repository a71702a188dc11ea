import { readCamera, writeCamera, type Camera } from '../floor/view_url';
import { DRAWN, type DrawnKind } from './feature';

/** What a link to the editor keeps, so that a colleague sees the same. */
export interface EditorLink {
  readonly level: string | null;
  /** null: the whole floor. */
  readonly camera: Camera | null;
  readonly hidden: readonly DrawnKind[];
}

export function readLink(query: URLSearchParams): EditorLink {
  const hidden = new Set((query.get('hidden') ?? '').split(','));
  return {
    level: query.get('level'),
    camera: readCamera(query.get('at')),
    hidden: DRAWN.filter((kind) => hidden.has(kind)),
  };
}

export function writeLink({ level, camera, hidden }: EditorLink): URLSearchParams {
  const query = new URLSearchParams();
  if (level !== null) query.set('level', level);
  if (camera !== null) query.set('at', writeCamera(camera));
  const kinds = DRAWN.filter((kind) => hidden.includes(kind));
  if (kinds.length > 0) query.set('hidden', kinds.join(','));
  return query;
}
