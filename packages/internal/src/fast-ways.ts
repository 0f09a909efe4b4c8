/**
 * Whether the fast ways are taken where a machine has them: WebAssembly, threads that inflate, memory that zlib writes into. With
 * `VEINMIND_PLAIN=1` the plain ways are taken, which give the same results: for tests, and to find out where a fault is.
 */
export function takesFastWays(): boolean {
  return process.env['VEINMIND_PLAIN'] !== '1'
}
