/** JSON with comments as JSON: every comment becomes spaces, so that all else keeps its place. Commas before a bracket are read anyway. */
export function withoutComments(text: string): string {
  const lexeme = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g
  return text.replaceAll(lexeme, (found) => (found.startsWith('"') ? found : found.replaceAll(/[^\n\r]/g, ' ')))
}
