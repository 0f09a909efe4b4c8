import type { Confidence, Severity } from '@veinmind/sdk'
import { ruleId } from './rule.ts'
import type { PathRule } from './rule.ts'
import type { Title } from './title.ts'

/** A path rule as it stands in the data files. */
export interface PathData {
  readonly id: number
  readonly name: string
  readonly title: Title
  readonly severity: Severity
  readonly confidence?: Confidence
  readonly paths: readonly string[]
  readonly except?: readonly string[]
  readonly type?: 'file' | 'directory'
  readonly source: string
  readonly sample: readonly string[]
  readonly miss: readonly string[]
}

/** Path rules from their data. */
export function definePaths(rules: readonly PathData[]): readonly PathRule[] {
  return rules.map(({ id, source, sample, miss, ...rule }) => ({
    confidence: 'medium',
    except: [],
    type: 'file',
    ...rule,
    id: ruleId(id),
    family: 'file',
    references: [source],
    legacyIds: id < 200 ? [id] : [],
    samples: sample,
    misses: miss,
  }))
}

/** Where packages of languages keep code that is not the image owner's: a name there says nothing about its content. */
export const LIBRARY_CODE: readonly string[] = [
  '**/{site,dist}-packages/**',
  '/usr/{lib,lib64,share}/python3*/**',
  '/usr/lib/python3.*/**',
  '/usr/local/lib/python*/**',
  '**/node_modules/**',
  '**/gems/**',
  '**/vendor/{bundle,composer,*/*}/**',
  '**/go/pkg/mod/**',
  '/usr/local/go/**',
  '/usr/share/{doc,nodejs,npm,perl,perl5,ruby,rubygems-integration}/**',
  '/usr/lib/ruby/**',
  '/usr/{include,src}/**',
  '/usr/lib/{git-core,gcc,llvm-*,systemd,*-linux-gnu,*-linux-gnu*}/**',
  '/usr/share/{bash-completion,debconf,fish,gdb,git-core,vim,zsh}/**',
  '/usr/share/perl*/**',
]
