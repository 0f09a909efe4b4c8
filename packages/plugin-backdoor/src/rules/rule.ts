import type { Confidence, Rule, Severity } from '@veinmind/sdk'

/** A file of a sample; a text is its content. */
export type SampleFile =
  | string
  | {
      readonly content?: string
      /** The content in hexadecimal. */
      readonly hex?: string
      readonly mode?: number
      readonly uid?: number
      readonly symlink?: string
      readonly hardLink?: string
    }

/** Files of an image, by their paths without the first slash. */
export type SampleFiles = Readonly<Record<string, SampleFile>>

/** A rule with what must break it and what must not. */
export interface SampledRule extends Rule {
  readonly confidence: Confidence
  readonly samples: { readonly match: readonly SampleFiles[]; readonly clean: readonly SampleFiles[] }
}

export interface Given {
  readonly id: string
  readonly title: readonly [en: string, zh: string]
  readonly remedy: readonly [en: string, zh: string]
  readonly severity: Severity
  readonly confidence: Confidence
  readonly attack: readonly string[]
  readonly references?: readonly string[]
  readonly match?: readonly SampleFiles[]
  readonly clean?: readonly SampleFiles[]
}

export function define({ title, remedy, match = [], clean = [], references = [], ...rest }: Given): SampledRule {
  return {
    ...rest,
    title: { en: title[0], zh: title[1] },
    remediation: { en: remedy[0], zh: remedy[1] },
    references: [
      ...rest.attack.map((id) => `https://attack.mitre.org/techniques/${id.replace('.', '/')}/`),
      ...references,
    ],
    samples: { match, clean },
  }
}

/** The remedy that most rules share. */
export const LOOK: Given['remedy'] = [
  'Find out who put it there. Where nobody knows it, take the image or container out of use and build it anew from what is known.',
  '查明植入者。如无人知晓其来源，应停用该镜像或容器，并用可信来源重新构建。',
]
