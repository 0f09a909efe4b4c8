import type { OsvAffected, OsvRecord } from '../model.ts'

/** A record with the given members; the others are empty. */
export function makeRecord(given: Partial<OsvRecord> & Pick<OsvRecord, 'id' | 'affected'>): OsvRecord {
  return {
    aliases: [],
    related: [],
    upstream: [],
    summary: '',
    details: '',
    severity: [],
    references: [],
    cwes: [],
    ...given,
  }
}

/** A package with the given members; the others are empty. */
export function makeAffected(given: Partial<OsvAffected> & Pick<OsvAffected, 'ecosystem' | 'name'>): OsvAffected {
  return { ranges: [], versions: [], severity: [], ...given }
}
