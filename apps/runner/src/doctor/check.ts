/** `ok`: it works. `off`: it is not there, and a scan does without. `warn`: it works less well than it could. `bad`: it is meant to work and does not. */
export type State = 'ok' | 'off' | 'warn' | 'bad'

/** One thing that was looked at. */
export interface Row {
  readonly state: State
  readonly name: string
  /** How it is, or why it does not work; never a secret. */
  readonly text: string
  /** What to do about it. */
  readonly hint?: string | undefined
}

/** Things of one kind, under a heading. */
export interface Section {
  readonly title: string
  readonly rows: readonly Row[]
}
