import foreign from './foreign.json' with { type: 'json' }
import ours from './ours.json' with { type: 'json' }

/** Chinese for the texts of our packages, which a check compares with their sources, and for some of Node and yargs. */
const pairs: Readonly<Record<string, string>> = { ...foreign, ...ours }
export default pairs
