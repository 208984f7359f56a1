// dynalite ships no types; what is used of it is typed in dynalite.ts.
declare module 'dynalite/*' {
  const contents: unknown;
  export default contents;
}
