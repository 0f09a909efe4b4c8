import { option, SEVERITIES } from '@veinmind/sdk'
import type { FileValue, OptionSpec, Severity } from '@veinmind/sdk'
import type { FlagGroup } from './flag-group.ts'

type SpecsOf<V> = { readonly [K in keyof V]: OptionSpec<V[K]> }

interface GlobalFlags {
  readonly config: string | undefined
  readonly lang: string | undefined
  readonly 'log-level': string
  readonly 'log-format': string
}

interface CacheFlags {
  readonly 'cache-dir': string | undefined
  readonly 'cache-size': string
}

interface ChoiceFlags {
  readonly plugins: readonly string[]
  readonly 'skip-plugins': readonly string[]
  readonly plugin: readonly string[]
  readonly 'plugin-conf': readonly string[]
}

interface DataFlags {
  readonly 'data-dir': string | undefined
}

interface HomeFlags {
  readonly 'plugin-home': string | undefined
}

interface RunFlags {
  readonly plan: boolean
  readonly format: readonly string[]
  readonly output: string | undefined
  readonly verbose: boolean
  readonly 'show-secrets': boolean
  readonly 'fail-on': Severity | 'never'
  readonly 'exit-code': number | undefined
  readonly accept: FileValue | undefined
  readonly 'new-since': string | undefined
  readonly 'sarif-suppressed': boolean
  readonly timeout: string | undefined
  readonly 'plugin-timeout': string | undefined
  readonly concurrency: number | undefined
  readonly 'no-cache': boolean
  readonly quiet: boolean
}

/** Flags of every command. */
export const GLOBAL_FLAGS: SpecsOf<GlobalFlags> = {
  config: option.string('read flags from this YAML file (never searched for)', { placeholder: 'file' }),
  lang: option.string('language: en or zh (default: the locale)', { placeholder: 'language' }),
  'log-level': option.choice<string>('what is logged on stderr', ['error', 'warn', 'info', 'debug', 'silent'], {
    default: 'warn',
  }),
  'log-format': option.choice<string>('how it is logged', ['text', 'json'], { default: 'text' }),
}

/** Flags of the layer cache. */
export const CACHE_FLAGS: SpecsOf<CacheFlags> = {
  'cache-dir': option.string('folder of the layer cache (default: veinmind in the user’s cache folder)', {
    placeholder: 'folder',
  }),
  'cache-size': option.string('size that the cache is kept below', { default: '2GiB', placeholder: 'size' }),
}

/** Flags that choose among several plugins. */
export const CHOICE_FLAGS: SpecsOf<ChoiceFlags> = {
  plugins: option.list('run only these plugins', { placeholder: 'a,b' }),
  'skip-plugins': option.list('run all but these plugins', { placeholder: 'a,b' }),
  plugin: option.list('run this executable as a plugin too', { placeholder: 'path' }),
  'plugin-conf': option.list('a file that plugins may ask the host for by that name', { placeholder: 'name=file' }),
}

/** The flag of all that keeps data of the user. */
export const DATA_FLAGS: SpecsOf<DataFlags> = {
  'data-dir': option.string('folder of databases and installed plugins (default: veinmind in the user’s data folder)', {
    placeholder: 'folder',
  }),
}

/** Flags of what deals with installed plugins. */
export const HOME_FLAGS: SpecsOf<HomeFlags> = {
  'plugin-home': option.string('folder of installed plugins (default: plugins in the folder of --data-dir)', {
    placeholder: 'folder',
  }),
}

/** Flags of every `scan` command. */
export const SCAN_FLAGS: SpecsOf<RunFlags & DataFlags> = {
  plan: option.boolean('list what would be scanned and its size, and scan nothing'),
  format: option.list(
    'reports to make: cli, json, html, sarif, junit, gitlab, …: an unknown word lists all (default: cli)',
    {
      placeholder: 'a,b',
    },
  ),
  output: option.string(
    'folder, file, or format=path,… for reports; - is stdout (default: a text format alone is printed)',
    { placeholder: 'path' },
  ),
  verbose: option.boolean('show everything: information, details, what was not covered'),
  'show-secrets': option.boolean('do not mask secrets and passwords in reports'),
  'fail-on': option.choice<Severity | 'never'>(
    'mildest severity that makes the exit code 1',
    [...SEVERITIES, 'never'],
    { default: 'low' },
  ),
  'exit-code': option.number('exit code instead of 1 when something was found', { placeholder: 'n' }),
  accept: option.file('accepted findings: a YAML list, made by veinmind accept (default: VEINMIND_ACCEPT)'),
  'new-since': option.string('report of before, of -f json: what is new, the same and gone; only what is new counts', {
    placeholder: 'file',
  }),
  'sarif-suppressed': option.boolean('list accepted findings in SARIF too, as suppressed'),
  timeout: option.string('time for the whole scan, such as 90s, 30m or 2h', { placeholder: 'time' }),
  'plugin-timeout': option.string('time for one plugin on one target', { placeholder: 'time' }),
  concurrency: option.number('targets and layers worked on at once', { placeholder: 'n' }),
  'no-cache': option.boolean('neither read nor write the layer cache'),
  quiet: option.boolean('no progress'),
  ...DATA_FLAGS,
}

/** What is declared of every scan, by its heading. */
export const FLAG_GROUPS: Readonly<Record<'choice' | 'scan' | 'cache' | 'general', FlagGroup>> = {
  choice: { title: 'Plugins:', specs: { ...CHOICE_FLAGS, ...HOME_FLAGS } },
  scan: { title: 'Scan:', specs: SCAN_FLAGS },
  cache: { title: 'Cache:', specs: CACHE_FLAGS },
  general: { title: 'General:', specs: GLOBAL_FLAGS },
}

/** The flags that every scan has, whatever its target and its plugins. */
export const COMMON_FLAGS: SpecsOf<RunFlags & DataFlags & CacheFlags & GlobalFlags> = {
  ...SCAN_FLAGS,
  ...CACHE_FLAGS,
  ...GLOBAL_FLAGS,
}

/** Those, and the flags that choose among plugins. */
export const ALL_FLAGS: SpecsOf<ScanFlags> = { ...CHOICE_FLAGS, ...HOME_FLAGS, ...COMMON_FLAGS }

/** The values of all of them. */
export type ScanFlags = RunFlags & ChoiceFlags & DataFlags & HomeFlags & CacheFlags & GlobalFlags
