/** The compiled file of a thread beside the module `of`: threads run JavaScript, also where their maker is run from source. */
export function threadFile(of: string, name: string): URL {
  if (!of.endsWith('.ts')) return new URL(`./${name}.js`, of);
  const at = of.lastIndexOf('/src/');
  return new URL(`./${name}.js`, `${of.slice(0, at)}/dist/${of.slice(at + '/src/'.length)}`);
}
