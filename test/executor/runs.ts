/** How many cases a property test tries: few in `npm test`, `deep` of them in `npm run test:deep`. */
export function runs(few: number, deep: number): { numRuns: number } {
  return { numRuns: process.env['TOOLC_DEEP'] === '1' ? deep : few };
}
