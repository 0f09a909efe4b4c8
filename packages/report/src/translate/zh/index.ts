import foreign from './foreign.json' with { type: 'json' }
import ours from './ours.json' with { type: 'json' }
import parts from './parts.json' with { type: 'json' }

/**
 * Chinese for texts: those that a check finds in the sources (`ours.json`), what reaches them by tables and helpers (`parts.json`,
 * written by hand, checked against the sources too), and what Node and other programs say (`foreign.json`).
 */
const pairs: Readonly<Record<string, string>> = { ...foreign, ...parts, ...ours }
export default pairs
