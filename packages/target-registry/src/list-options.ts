export interface ListOptions {
  readonly signal?: AbortSignal | undefined
  /** Told of every name that cannot be one. */
  readonly onDropped?: (name: string) => void
  /** Told where only what is public is listed, since there are no credentials. */
  readonly onPublicOnly?: () => void
}
