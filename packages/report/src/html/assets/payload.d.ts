/** What the page's script reads: made by `payload.ts`, in strings that are already printable. */
export interface Payload {
  readonly labels: Readonly<Record<string, string>>
  /** The names of each target. */
  readonly targets: readonly (readonly string[])[]
  readonly rules: readonly PayloadRule[]
  readonly groups: readonly PayloadGroup[]
  readonly assets: readonly PayloadAsset[]
}

export interface Link {
  readonly text: string
  /** Only http and https; without it the text is no link. */
  readonly href?: string
}

export interface PayloadRule {
  readonly id: string
  readonly title: string
  readonly description?: string
  readonly remediation?: string
  readonly links: readonly Link[]
}

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value | undefined }

export interface PayloadGroup {
  readonly fingerprint: string
  readonly class: 'risk' | 'invasion' | 'info'
  readonly type: string
  /** 0 low to 3 critical. */
  readonly severity: number
  readonly confidence: string
  readonly plugin: string
  readonly rule: number
  readonly evidence?: string
  readonly targets: readonly number[]
  readonly places: readonly PayloadPlace[]
  /** `50 of at least 20000`, where a limit has cut. */
  readonly listed?: string
  /** What it was concluded from. */
  readonly because?: readonly string[]
  /** Other rules that the same thing breaks. */
  readonly others?: readonly PayloadOther[]
  readonly detail: { readonly [key: string]: Value | undefined }
}

export interface PayloadOther {
  readonly rule: string
  readonly title: string
  readonly plugin: string
  readonly severity: string
}

export interface PayloadPlace {
  readonly at?: string
  readonly layer?: string
  readonly digest?: string
  readonly step?: string
  /** What hides it, or that its layer was not verified. */
  readonly remark?: string
  readonly targets: readonly number[]
}

export interface PayloadAsset {
  readonly type: string
  readonly plugin: string
  readonly target: number
  readonly at?: string
  readonly detail: { readonly [key: string]: Value | undefined }
}
