import type { RuleCase } from '@veinmind/plugin-iac'
import type { Fact, FileValue, OptionSpec, Plugin, Tool } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'
import type { ProbedEngine } from '@veinmind/target-local'

/** Values by name, loaded when they are needed. */
export type Manifest<V> = Readonly<Record<string, () => Promise<V>>>

/** The plugins that come with the runner. Adding one is one line. */
export const PLUGINS: Manifest<Plugin> = {
  asset: async () => (await import('@veinmind/plugin-asset')).default,
  backdoor: async () => (await import('@veinmind/plugin-backdoor')).default,
  basic: async () => (await import('@veinmind/plugin-basic')).default,
  chain: async () => (await import('@veinmind/plugin-chain')).default,
  escape: async () => (await import('@veinmind/plugin-escape')).default,
  history: async () => (await import('@veinmind/plugin-history')).default,
  iac: async () => (await import('@veinmind/plugin-iac')).default,
  log4j2: async () => (await import('@veinmind/plugin-log4j2')).default,
  malicious: async () => (await import('@veinmind/plugin-malicious')).default,
  minio: async () => (await import('@veinmind/plugin-minio')).default,
  'privilege-escalation': async () => (await import('@veinmind/plugin-privilege-escalation')).default,
  sensitive: async () => (await import('@veinmind/plugin-sensitive')).default,
  trace: async () => (await import('@veinmind/plugin-trace')).default,
  'unsafe-mount': async () => (await import('@veinmind/plugin-unsafe-mount')).default,
  vuln: async () => (await import('@veinmind/plugin-vuln')).default,
  weakpass: async () => (await import('@veinmind/plugin-weakpass')).default,
  webshell: async () => (await import('@veinmind/plugin-webshell')).default,
}

/** What `veinmind rules test` needs: how files of rules are named, and how they are tried on their samples. */
export interface RuleTester {
  readonly RULE_FILES: OptionSpec<readonly FileValue[]>
  readonly testRules: (files: readonly FileValue[]) => Promise<readonly RuleCase[]>
}

export type { RuleCase }

export const loadRuleTester = (): Promise<RuleTester> => import('@veinmind/plugin-iac')

/** The words that may follow `veinmind scan`. Adding a target is one line. */
export const TARGETS: Manifest<Target> = {
  container: async () => (await import('@veinmind/standalone')).loadContainerTarget(),
  fs: async () => (await import('@veinmind/target-local')).fsTarget,
  host: async () => (await import('@veinmind/target-local')).hostTarget,
  iac: async () => (await import('./iac-target.ts')).iacTarget,
  image: async () => (await import('@veinmind/standalone')).loadImageTarget(),
  k8s: async () => (await import('./k8s-target.ts')).k8sTarget,
  registry: async () => (await import('./registry-target.ts')).registryTarget,
  repo: async () => (await import('@veinmind/target-git')).repoTarget,
  sbom: async () => (await import('@veinmind/target-sbom')).sbomTarget,
}

/** What finds the secrets that external plugins show. */
export async function loadDetector(): Promise<(text: string) => readonly string[]> {
  return (await import('@veinmind/plugin-sensitive')).loadDetector()
}

/** The engines of this machine that answer, for `veinmind doctor`. */
export async function probeEngines(signal: AbortSignal): Promise<readonly ProbedEngine[]> {
  const [{ engineOptions, probeEngines: probe }, { resolveOptions }, { SILENT }] = await Promise.all([
    import('@veinmind/target-local'),
    import('@veinmind/engine'),
    import('@veinmind/internal'),
  ])
  return probe(await resolveOptions(engineOptions, {}), { log: SILENT, signal })
}

/** Logs in to a registry as a scan does; where its credentials are from, or undefined where there are none. */
export async function logIn(host: string): Promise<string | undefined> {
  const { firstOf, fromDockerConfig, fromEnvironment, openRegistry } = await import('@veinmind/target-registry')
  const environment = fromEnvironment(host)
  const credentials = firstOf(...(environment ? [environment] : []), fromDockerConfig())
  const found = await credentials.find(host)
  await using registry = openRegistry(host, { credentials })
  await registry.login()
  return found?.source
}

/** The words of `veinmind db`. */
export async function loadDatabaseTool(): Promise<Tool> {
  return (await import('@veinmind/plugin-vuln')).databaseTool
}

/** What external plugins may ask of an entity, by the names that docs/plugin-protocol.md has for it. */
export async function loadFacts(): Promise<Readonly<Record<string, Fact>>> {
  const { accounts, operatingSystems, packages } = await import('@veinmind/inventory')
  return { accounts, operatingSystems, packages }
}
