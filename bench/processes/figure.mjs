/** One figure in a process of its own: what was measured before it leaves no heap and no compiled code behind. `node figure.mjs <name> <options>` */
import { FIGURES } from '../figures/index.mjs';

const [name, options] = process.argv.slice(2);
try {
  process.send({ lines: await FIGURES[name](JSON.parse(options)) });
} catch (reason) {
  console.error(`${name}: FAILED\n`, reason);
  process.send({ lines: undefined });
}
process.disconnect();
