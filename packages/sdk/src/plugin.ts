import type { Command } from './command.ts'
import type { CorrelateContext, CorrelatedFinding } from './correlation.ts'
import type { Entity } from './entities.ts'
import { VeinmindError } from './errors.ts'
import type { Rule } from './events.ts'
import type { Fact } from './fact.ts'
import type { Inspector } from './inspector.ts'
import type { Logger } from './logger.ts'
import type { OptionSpecs, OptionValues } from './options.ts'
import { packageOf } from './package-of.ts'
import type { RemoteInspectors } from './remote.ts'
import type { Text } from './text.ts'
import type { Tool } from './tool.ts'

/**
 * What a plugin may need from where it runs; a host that cannot give it says so and skips the plugin. `data` (a folder of the user's data,
 * see `prepare`) is given to a plugin of another process that says it, for itself alone. `addons` (native code) is
 * what one that was installed from npm must be granted; without it the plugin runs, and says what it could not do.
 */
export type Need = 'network' | 'root' | 'linux' | 'addons' | 'data'

/** What a plugin is prepared with. */
export interface PrepareContext<S extends OptionSpecs = OptionSpecs> {
  readonly options: OptionValues<S>
  readonly signal: AbortSignal
  readonly log: Logger
  /**
   * A folder of the user's data by its name (kebab-case), which may not be there yet: `~/.local/share/veinmind/<name>`, or below
   * `--data-dir`. A plugin in a process of its own says `needs: ['data']`, and has folders apart from those of others. Throws
   * `ENGINE_DATA_MISSING` where the host has none.
   */
  readonly data: (name: string) => string
  /** Ends the preparation: the plugin is skipped, for this reason. */
  readonly skip: (reason: string) => never
  /** What every report is to say of the plugin although it does all of its work: that its data is old, say. */
  readonly note: (text: string) => void
}

/** What an author writes. */
export interface PluginDefinition<S extends OptionSpecs, T = unknown> {
  /** Short and kebab-case: `webshell`. It is the command line's word for it. */
  readonly name: string
  /** For a person: `Web shells`. */
  readonly title: Text
  readonly description?: Text
  /** `import.meta.url` of the module whose default export this is: inspectors then run in workers, and the version is that
   * of the package. Without it, inspectors run in the process. */
  readonly module?: string
  /** Only without `module`. */
  readonly version?: string
  /** Address of its README, where each rule has a heading. By default, with `module`: the package's `homepage`, or its page at npm. */
  readonly docs?: string
  readonly needs?: readonly Need[]
  /** Every rule that it may report, or what loads them: for who asks of one, whether or not it was broken (`veinmind explain`). */
  readonly rules?: readonly Rule[] | (() => Promise<readonly Rule[]>)
  readonly options?: S
  /**
   * Called once before a scan. Throws a `VeinmindError` for values that cannot be used, such as a rule file that is wrong:
   * nothing is scanned then, and the user is told.
   */
  checkOptions?(options: OptionValues<S>): void | Promise<void>
  /**
   * Called once a run, in the main thread, when the first entity is scanned that the plugin has a command for. What it returns (an open
   * database, a connection) is every scan's `context.state`, and is closed at the end by its `Symbol.asyncDispose` or
   * `Symbol.dispose`, also after a failure. Throws: the plugin has failed.
   */
  prepare?(context: PrepareContext<S>): T | Promise<T>
  // oxlint-disable-next-line typescript/no-explicit-any -- inspectors of any record and options stand side by side
  readonly inspectors?: readonly Inspector<any, any>[]
  /** What it asks of an entity by `context.fact`; their inspectors run for it too. */
  readonly facts?: readonly Fact[]
  /** May be empty for a plugin that correlates. */
  readonly commands: readonly Command<S, T>[]
  /** What it has besides scans: words of its own command line. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tools of any options stand side by side
  readonly tools?: readonly Tool<any>[]
  /**
   * Called once an entity, of whatever kind, when all plugins are done with it, with what all of them found: reports what their findings add
   * up to, and names in `because` of its events those that they are made of. For a container or a cluster it is called when the whole scan
   * is done, with the findings of its machine and of the images that it runs, too. It does not see what others conclude, and is not called
   * under a host, which knows the findings of the others alone.
   */
  correlate?(
    entity: Entity,
    findings: readonly CorrelatedFinding[],
    context: CorrelateContext<S, T>,
  ): void | Promise<void>
}

/** A plugin: a value, with no effect when it is imported. */
export interface Plugin<S extends OptionSpecs = OptionSpecs> {
  readonly name: string
  readonly title: Text
  readonly description: Text
  readonly version: string
  readonly module?: string
  readonly docs?: string
  readonly needs: readonly Need[]
  /** Every rule that it may report. */
  rules?(): Promise<readonly Rule[]>
  readonly options: S
  checkOptions?(options: OptionValues<S>): void | Promise<void>
  prepare?(context: PrepareContext<S>): unknown
  readonly inspectors: readonly Inspector[]
  readonly facts?: readonly Fact[]
  readonly commands: readonly Command[]
  readonly tools?: readonly Tool[]
  correlate?(entity: Entity, findings: readonly CorrelatedFinding[], context: CorrelateContext): void | Promise<void>
  /** Where its inspectors run when that is another process; set by the host of such plugins. */
  readonly remote?: RemoteInspectors
}

/** Declares a plugin; throws `PLUGIN_INVALID` with what is wrong. */
export function definePlugin<const S extends OptionSpecs = {}, T = unknown>(
  definition: PluginDefinition<S, T>,
): Plugin<S> {
  const { name, inspectors = [] } = definition
  const invalid = (what: string) => new VeinmindError('PLUGIN_INVALID', `plugin ${JSON.stringify(name)}: ${what}`)
  if (!KEBAB_CASE.test(name)) throw invalid('its name is not kebab-case')
  if (definition.commands.length === 0 && !definition.correlate) throw invalid('it has no command')
  const ids = new Set<string>()
  for (const { id, owner = '', version, keywords, module, runs } of inspectors) {
    if (!KEBAB_CASE.test(id)) throw invalid(`inspector id ${JSON.stringify(id)} is not kebab-case`)
    if (ids.has(`${owner} ${id}`)) throw invalid(`two inspectors have the id ${id}`)
    if (!Number.isSafeInteger(version) || version < 1) throw invalid(`the version of inspector ${id} is not 1, 2, 3, …`)
    if (Array.isArray(keywords)) for (const keyword of keywords) checkKeyword(keyword, invalid)
    if (module !== undefined && runs !== undefined)
      throw invalid(`inspector ${id} is shared, so it has no state to run with`)
    ids.add(`${owner} ${id}`)
  }
  const manifest = definition.module === undefined ? {} : manifestOf(definition.module)
  const docs = definition.docs ?? manifest.docs
  const { rules } = definition
  return {
    name,
    title: definition.title,
    description: definition.description ?? definition.title,
    version: definition.version ?? manifest.version ?? '0.0.0',
    ...(definition.module === undefined ? {} : { module: definition.module }),
    ...(docs === undefined ? {} : { docs }),
    needs: definition.needs ?? [],
    ...(rules ? { rules: async () => (typeof rules === 'function' ? rules() : rules) } : {}),
    options: definition.options ?? ({} as S),
    ...(definition.checkOptions ? { checkOptions: (options) => definition.checkOptions?.(options) } : {}),
    ...(definition.prepare ? { prepare: (context) => definition.prepare?.(context) } : {}),
    inspectors,
    facts: definition.facts ?? [],
    ...(definition.tools ? { tools: definition.tools } : {}),
    commands: definition.commands as readonly Command[],
    ...(definition.correlate
      ? { correlate: (entity, findings, context) => definition.correlate?.(entity, findings, context as never) }
      : {}),
  }
}

const KEBAB_CASE = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

function checkKeyword(keyword: unknown, invalid: (what: string) => VeinmindError): void {
  const isWord = typeof keyword === 'string' && /^[\x20-\x7e]{3,64}$/.test(keyword)
  if (!isWord) throw invalid(`keyword ${JSON.stringify(keyword)} is not 3 to 64 printable ASCII characters`)
}

/** The version and the documentation of the module's package. */
function manifestOf(module: string): { readonly version?: string; readonly docs?: string } {
  const manifest = packageOf(module)
  const { version, name, homepage } = manifest
  const isPublished = typeof name === 'string' && manifest['private'] !== true
  const docs =
    typeof homepage === 'string' ? homepage : isPublished ? `https://www.npmjs.com/package/${name}` : undefined
  return { ...(typeof version === 'string' ? { version } : {}), ...(docs === undefined ? {} : { docs }) }
}
