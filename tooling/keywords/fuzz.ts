import { compareSearches } from './src/compare.ts'

// Compares the two searches on as many files as are asked for, by default ten million: `node tooling/keywords/fuzz.ts [files] [seed]`.
const [files = '10000000', seed = String(Date.now() % 2 ** 32)] = process.argv.slice(2)
const ROUND = 500_000
for (let done = 0, round = Number(seed); done < Number(files); done += ROUND, round += 1) {
  const difference = compareSearches(Math.min(ROUND, Number(files) - done), round)
  if (difference) {
    console.log(JSON.stringify({ seed: round, ...difference }, undefined, 2))
    process.exit(1)
  }
  console.log(`${Math.min(done + ROUND, Number(files))} files, seed ${round}: the same`)
}
