/** What a manifest asks for, and a container then has. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  'MOUNT-001': ['KN-016', 'CP-002'],
  'MOUNT-002': ['KN-018', 'CP-003'],
  'MOUNT-003': ['KN-019'],
  'MOUNT-004': ['KN-040', 'CP-004', 'CP-010'],
  'MOUNT-005': ['CP-013'],
  'MOUNT-009': ['KN-041', 'CP-012'],
}

/** Where the same risk is told of a manifest, by its rules in plugin-iac. */
export function sameRisks(id: string): readonly string[] {
  return (SAME[id] ?? []).map((rule) => `https://www.npmjs.com/package/@veinmind/plugin-iac#${rule.toLowerCase()}`)
}
