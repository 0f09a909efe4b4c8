/** What a manifest asks for, and a container then has, by the rules of plugin-escape and plugin-unsafe-mount. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  'CP-001': ['ESC-001'],
  'CP-002': ['MOUNT-001'],
  'CP-003': ['MOUNT-002'],
  'CP-004': ['MOUNT-004'],
  'CP-005': ['ESC-007'],
  'CP-006': ['ESC-006'],
  'CP-007': ['ESC-008'],
  'CP-008': ['ESC-012'],
  'CP-010': ['MOUNT-004'],
  'CP-011': ['ESC-014'],
  'CP-012': ['MOUNT-009'],
  'CP-013': ['MOUNT-005'],
  'KN-003': ['ESC-009'],
  'KN-004': ['ESC-010'],
  'KN-007': ['ESC-104'],
  'KN-011': ['ESC-001'],
  'KN-012': ['ESC-002'],
  'KN-013': ['ESC-003'],
  'KN-014': ['ESC-004'],
  'KN-016': ['MOUNT-001'],
  'KN-018': ['MOUNT-002'],
  'KN-019': ['MOUNT-003'],
  'KN-020': ['ESC-005'],
  'KN-021': ['ESC-007'],
  'KN-022': ['ESC-006'],
  'KN-025': ['ESC-011'],
  'KN-026': ['ESC-008'],
  'KN-040': ['MOUNT-004'],
  'KN-041': ['MOUNT-009'],
  'KN-049': ['ESC-104'],
}

/** Where the same risk is told of a container. */
export function sameRisks(id: string): readonly string[] {
  return (SAME[id] ?? []).map((rule) => {
    const plugin = rule.startsWith('ESC') ? 'escape' : 'unsafe-mount'
    return `https://www.npmjs.com/package/@veinmind/plugin-${plugin}#${rule.toLowerCase()}`
  })
}
