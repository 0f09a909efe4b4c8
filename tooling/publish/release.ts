import { run } from '@veinmind/services'
import { pnpm, ROOT } from './src/pnpm.ts'

// Builds and publishes what has a version that npm does not have. Where the machine can show who it is (the OIDC of a CI), each
// package says, signed, from which commit and by which workflow it was made; elsewhere there is nobody to sign, which is told.
const canSign = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'SIGSTORE_ID_TOKEN'].some((name) => process.env[name])
if (!canSign)
  console.error(
    'No provenance: it takes a CI with OIDC (GitHub Actions with id-token: write, GitLab with SIGSTORE_ID_TOKEN).',
  )
const env = canSign ? { npm_config_provenance: 'true', pnpm_config_provenance: 'true' } : {}
await pnpm(['exec', 'turbo', 'run', 'build'], { cwd: ROOT })
console.log((await run('changeset', ['publish'], { cwd: ROOT, env })).stdout)
