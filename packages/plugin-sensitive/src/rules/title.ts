/** A title in both languages of the reports. */
export interface Title {
  readonly en: string
  readonly zh: string
}
