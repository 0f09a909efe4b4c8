import type { JsonObject } from './json.ts'
import type { Text } from './text.ts'

/** How bad a finding is. */
export type Severity = 'low' | 'medium' | 'high' | 'critical'

/** Severities from the mildest to the worst. */
export const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical']

/** How sure a plugin is. */
export type Confidence = 'low' | 'medium' | 'high'

/** `risk`: could be used by an attacker. `invasion`: a trace of one. `info`: a fact; never counted as a finding. */
export type EventClass = 'risk' | 'invasion' | 'info'

/** What a finding is an instance of. Its owner declares it, and does not change it once it was reported; `id` is stable. */
export interface Rule {
  readonly id: string
  readonly title: Text
  readonly severity: Severity
  readonly confidence?: Confidence
  readonly description?: Text
  readonly remediation?: Text
  readonly references?: readonly string[]
  /** MITRE ATT&CK technique ids, such as `T1552.001`. */
  readonly attack?: readonly string[]
  /** What a finding of it is for an attacker, in words that other plugins know it by: `privileged`, `mount:engine-socket`; see `docs/tags.md`. */
  readonly tags?: readonly string[]
  /** Address of the rule's documentation; by default its anchor in the plugin's README. */
  readonly docs?: string
}

/** Where in an entity something is. The host adds which entity it was. */
export interface Location {
  readonly path?: string
  /** First line, from 1. */
  readonly line?: number
  /** First column, from 1, in characters. */
  readonly column?: number
  readonly endLine?: number
  readonly endColumn?: number
  readonly layer?: { readonly index: number; readonly digest: string }
  /** The history step that made the layer, or that is itself the place. */
  readonly step?: { readonly index: number; readonly createdBy: string }
  /** Index of the upper layer that deletes or replaces the file. */
  readonly hiddenBy?: number
  /** The layer could not be read to its end, or its digest is wrong: what was found in it is not verified. */
  readonly unverified?: true
  /** The commit of a git repository that brought this content of the file. */
  readonly commit?: CommitPlace
  /** Path inside a structured document, such as `spec.containers[name=web].image`, or `config.Env[DB_PASSWORD]`. */
  readonly object?: string
}

/** A commit, as a place in the history of a repository. */
export interface CommitPlace {
  readonly id: string
  /** Of the author, in UTC: `2027-06-30T12:00:00.000Z`. */
  readonly date: string
  /** Name of the author. */
  readonly author: string
  /** What is scanned of the repository does not have this content: the file was deleted or changed since. */
  readonly isGone?: true
}

/**
 * The thing that an event is about, where other plugins may find the same one: their events on it in one target become one
 * finding. Say the same key for the same thing, whatever the place.
 */
export interface Subject {
  /** `secret` (its value: see `secretSubject` of `@veinmind/sdk/passwords`), `mount`, `file` (its SHA-256), `named-file` (its path: what its name says, and what is in it), `permissions` (the path of a file that may be written or read by too many), `account`, `package`; an open set. */
  readonly kind: string
  /** Never in a report: it is hashed as it arrives, under a key of the run. */
  readonly key: string
}

/** That a finding is accepted, and by whom: it is listed apart, and makes no scan fail. */
export interface Accepted {
  /** What says so: the file and line of a list, or a comment. */
  readonly by: string
  readonly reason: string
  /** The last day on which it holds, in UTC: `2027-06-30`. */
  readonly until?: string
}

/** How many findings of the same kind are listed where a limit has cut them, and how many there are at least. */
export interface Listed {
  readonly count: number
  readonly atLeast: number
}

/** What a plugin reports. `@veinmind/report` has a typed maker for each type; any other type is rendered generically. */
export interface ReportEvent {
  /** Event type such as `Weakpass` or `SensitiveFile`; an open set. */
  readonly type: string
  readonly class: EventClass
  /** What was broken; an `info` event may have none. */
  readonly rule?: Rule
  /** When it differs from the rule's. */
  readonly severity?: Severity
  readonly confidence?: Confidence
  /** What was found, in one line of the scanned content or about it. */
  readonly evidence?: string
  /** Where; the first is the main one, the others belong to the same finding. */
  readonly locations: readonly Location[]
  /** The typed detail of the event type. */
  readonly detail: JsonObject
  /** Every secret that occurs in the event: masked wherever it stands in the report, unless the user asks otherwise. */
  readonly secrets?: readonly string[]
  /** What tells this finding from others of the same rule and path, when evidence alone does not. */
  readonly identity?: string
  readonly subject?: Subject
  /** Tags beside those of its rule, where these depend on what was found: `weak-password:ssh`. */
  readonly tags?: readonly string[]
  /** The findings that it was concluded from, by their fingerprints: see `correlate` of a plugin. */
  readonly because?: readonly string[]
  /** Given with each of the findings that a limit has left: shown beside them. */
  readonly listed?: Listed
  /** Set where a comment or a file of the plugin accepts the finding. */
  readonly accepted?: Accepted
}
