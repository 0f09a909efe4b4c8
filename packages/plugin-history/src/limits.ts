/** Characters of a step that are looked at. */
export const STEP_LIMIT = 65_536
