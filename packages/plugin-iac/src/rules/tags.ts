/** What a fault is for an attacker, by the rule, for plugins that put findings together. */
const TAGGED: Readonly<Record<string, readonly string[]>> = {
  privileged: ['KN-011', 'CP-001'],
  escape: [
    'KN-011',
    'KN-012',
    'KN-013',
    'KN-014',
    'KN-016',
    'KN-018',
    'KN-019',
    'KN-020',
    'KN-028',
    'KN-040',
    'KN-086',
  ],
  capability: ['KN-012', 'KN-013', 'KN-014', 'KN-015', 'KN-022', 'CP-006'],
  'mount:engine-socket': ['KN-016', 'CP-002'],
  'mount:host-root': ['KN-018', 'CP-003'],
  'mount:system': ['KN-040', 'CP-004', 'CP-010'],
  'mount:kernel': ['KN-019'],
  'mount:credentials': ['CP-013'],
  'host-namespace': ['KN-021', 'CP-005'],
  'host-processes': ['KN-020'],
  device: ['CP-008'],
  unconfined: ['KN-003', 'KN-004', 'KN-025', 'KN-026', 'CP-007'],
  'exposed:port': ['KN-024', 'CP-022', 'CP-023'],
  'exposed:service': ['KN-081', 'KN-082'],
  'engine-api': ['CP-011'],
  'cluster-token': ['KN-037'],
  'cluster-admin': ['KN-006', 'KN-061'],
  'cluster-rights': ['KN-060', 'KN-062'],
  'pod-starter': ['KN-063', 'KN-064', 'KN-065', 'KN-070', 'KN-074'],
  'starts-as-root': ['KN-032', 'CP-021'],
  secret: ['KN-090', 'KN-091', 'KN-092', 'KN-093', 'KN-094', 'CP-024', 'CP-025', 'CP-028'],
  'secret:cluster': ['KN-094'],
  'host:kubelet': ['KN-007', 'KN-049'],
  'mutable-image': ['KN-001', 'CP-020'],
}

const BY_RULE: ReadonlyMap<string, readonly string[]> = new Map(
  Map.groupBy(
    Object.entries(TAGGED).flatMap(([tag, rules]) => rules.map((rule) => ({ tag, rule }))),
    ({ rule }) => rule,
  )
    .entries()
    .map(([rule, pairs]) => [rule, pairs.map(({ tag }) => tag)] as const),
)

/** The tags of a rule; most have none. */
export function tagsOf(rule: string): readonly string[] | undefined {
  return BY_RULE.get(rule)
}
