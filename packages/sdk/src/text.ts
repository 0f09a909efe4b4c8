/** A text that a person reads: English only, or English with translations. */
export type Text = string | { readonly en: string; readonly zh?: string }
