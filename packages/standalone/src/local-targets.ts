import type { EntityKind, Target } from '@veinmind/sdk'

/** Where a stand-alone plugin finds what it scans, by kind of entity. Adding one is one line. */
export const LOCAL_TARGETS: Readonly<Partial<Record<EntityKind, () => Promise<Target>>>> = {
  image: async () => (await import('@veinmind/target-local')).imageTarget,
  container: async () => (await import('@veinmind/target-local')).containerTarget,
  iac: async () => (await import('@veinmind/target-local')).iacTarget,
}
