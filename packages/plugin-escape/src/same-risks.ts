/** What a manifest asks for, and a container then has. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  'ESC-001': ['KN-011', 'CP-001'],
  'ESC-002': ['KN-012'],
  'ESC-003': ['KN-013'],
  'ESC-004': ['KN-014'],
  'ESC-005': ['KN-020'],
  'ESC-006': ['KN-022', 'CP-006'],
  'ESC-007': ['KN-021', 'CP-005'],
  'ESC-008': ['KN-026', 'CP-007'],
  'ESC-009': ['KN-003'],
  'ESC-010': ['KN-004'],
  'ESC-011': ['KN-025'],
  'ESC-012': ['CP-008'],
  'ESC-014': ['CP-011'],
  'ESC-104': ['KN-007', 'KN-049'],
}

/** Where the same risk is told of a manifest, by its rules in plugin-iac. */
export function sameRisks(id: string): readonly string[] {
  return (SAME[id] ?? []).map((rule) => `https://www.npmjs.com/package/@veinmind/plugin-iac#${rule.toLowerCase()}`)
}
