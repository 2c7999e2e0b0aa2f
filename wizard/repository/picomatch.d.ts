/** The one function of it that is called; the package brings no types. Source: https://github.com/micromatch/picomatch#ismatch */
declare module 'picomatch' {
  interface Options {
    /** `!` at the beginning is a letter like others. */
    readonly nonegate?: boolean;
  }
  const picomatch: { readonly isMatch: (text: string, pattern: string, options?: Options) => boolean };
  export default picomatch;
}
